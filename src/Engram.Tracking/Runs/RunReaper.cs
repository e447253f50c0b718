using Engram.Tracking.Storage;
using Engram.Tracking.Workers;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>Takes runs away from workers that are lost, and queues them again.</summary>
/// <remarks>
/// A worker counts as lost when the lease of the run ran out, when it said that it stopped, or when its process is seen to be gone:
/// it no longer holds its advisory lock <em>and</em> its heartbeat is overdue. The lock shows a kill within a second, but a broken connection is
/// not a dead worker: if this was a mistake, the fence keeps the old attempt from writing, and only work is lost. Right after a restart of the
/// database nobody holds a lock; workers not heard of since then get ten seconds to come back.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="transport">Tells the workers of runs that are queued again.</param>
/// <param name="maxLosses">A run whose worker was lost this often since it was submitted fails: it may be what kills them. ≥ 1.</param>
public sealed class RunReaper(NpgsqlDataSource database, IRunTransport transport, int maxLosses)
{
    /// <summary>How often the worker of a run may be lost where nothing else is said.</summary>
    public const int DefaultMaxLosses = 5;

    /// <summary>The most that one may say.</summary>
    public const int MostMaxLosses = 100;

    /// <summary>A worker of which more than this was not heard is dead if its lock is gone too: three missed heartbeats.</summary>
    public static TimeSpan Overdue { get; } = WorkerRegister.Beat * 3;

    /// <summary>Moves every run of a lost worker: to queued; to failed after too many losses; to cancelled when a person had asked for it.</summary>
    /// <returns>The runs that were moved.</returns>
    /// <remarks>Guarantee: any number of reapers may run at once; each run is moved once, a heartbeat that comes first keeps it, and one that is being written about is left alone.</remarks>
    public async Task<IReadOnlyList<ReapedRun>> ReapAsync(CancellationToken ct)
    {
        await using var command = database.Statement($"""
            with lost as (
              select r.id, w.name as worker, r.lease_until < now() as expired
              from runs r join workers w on w.id = r.worker_id
              where r.state = 'running' and (
                r.lease_until < now() or w.stopped_at is not null
                or (w.seen_at < now() - $2
                  and (w.seen_at > pg_postmaster_start_time() or pg_postmaster_start_time() < now() - interval '10 seconds')
                  and not exists (
                    select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                      and l.database = (select oid from pg_database where datname = current_database())
                      and l.classid = ((w.lock_key >> 32) & 4294967295)::oid and l.objid = (w.lock_key & 4294967295)::oid)))
              order by r.id
              for update of r skip locked
            ), moved as (
              update runs r set lease_until = null, losses = r.losses + 1,
                state = case when r.cancel_requested then 'cancelled' when r.losses + 1 >= $1 then 'failed' else 'queued' end,
                finished_at = case when r.cancel_requested or r.losses + 1 >= $1 then now() end,
                error_message = case when not r.cancel_requested and r.losses + 1 >= $1 then
                  format('The worker was lost %s times while it executed this run, last %s; the run may be what ends it (out of memory?). Its log and the worker''s say more; retry puts it back into the queue.', r.losses + 1, lost.worker) end
              from lost where r.id = lost.id
              returning r.*, lost.worker, lost.expired
            ), logged as (
              insert into log_lines (run_id, attempt, at, severity, text)
              select id, attempt, now(), 'warning', format('Worker %s was lost in attempt %s (%s); the run is %s.', worker, attempt,
                case when expired then 'its lease ran out' else 'its process is gone' end, state)
              from moved
            )
            select r.id, r.state, r.attempt, r.worker, {RunEvents.NotifyStateSql("r")}::text from moved r
            """, maxLosses, Overdue);
        List<ReapedRun> reaped = [];
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                reaped.Add(new(reader.GetGuid(0), Enum.Parse<RunState>(reader.GetString(1), ignoreCase: true), reader.GetInt32(2), reader.GetString(3)));
        }
        await transport.AnnounceAsync([.. reaped.Where(run => run.State == RunState.Queued).Select(run => new RunTicket(run.RunId))], ct);
        return reaped;
    }
}

/// <summary>A run that was taken away from a lost worker.</summary>
/// <param name="RunId">The run.</param>
/// <param name="State">Where it is now.</param>
/// <param name="Attempt">The attempt that was lost.</param>
/// <param name="Worker">Name of the worker.</param>
public sealed record ReapedRun(Guid RunId, RunState State, int Attempt, string Worker);
