using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>The queue, which is nothing but the rows of <c>runs</c>: claiming, cancelling, retrying.</summary>
/// <remarks>
/// At least once: a run is handed out again when its worker is lost, but never to two workers under the same attempt, and only the
/// latest attempt can write (<see cref="RunFence"/>). Every move is one statement that names the state it starts from, so that of two
/// movers one wins and the other learns of it; the statement also tells what changed (<see cref="RunEvents"/>).
/// How a worker lets go of a run is in <see cref="RunEnd"/>; what happens to the runs of a lost worker in <see cref="RunReaper"/>.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="transport">Tells the workers of runs that are queued again.</param>
public sealed class RunQueue(NpgsqlDataSource database, IRunTransport transport)
{
    /// <summary>The channel on which a run's worker hears that it is to stop; the payload is the run's id.</summary>
    public const string CancelChannel = "engram_cancel";

    /// <summary>Takes up to <paramref name="count"/> runs out of the queue: highest priority first, then in order of submission.</summary>
    /// <param name="worker">A registered worker.</param>
    /// <param name="count">How many at most, ≥ 1.</param>
    /// <param name="lease">How long the worker holds them without a heartbeat.</param>
    /// <param name="environment">Machine, runtime and code version as a JSON object; the experiment's version is added.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The runs in order; none when the queue is empty or others were quicker.</returns>
    /// <remarks>
    /// Guarantee: no run is claimed twice. Two workers at once lock different rows (SKIP LOCKED), and a row that was locked and moved
    /// by another no longer matches. What an earlier attempt recorded goes in the same statement, so that a reader sees either the old
    /// attempt or an empty new one; its log lines stay. If the worker dies right after the commit, the lease runs out and the run is queued again.
    /// </remarks>
    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(Guid worker, int count, TimeSpan lease, string environment, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            with picked as (
              select id from runs
              where state = 'queued' and deleted_at is null and study_id is not null
              order by priority desc, submitted_at, position, id
              limit $2 for no key update skip locked
            ), claimed as (
              update runs r set state = 'running', attempt = r.attempt + 1, worker_id = $1, lease_until = now() + $3, started_at = now(),
                progress = 0, doing = '', environment = $4::jsonb || jsonb_build_object('experimentVersion', s.experiment_version)
              from picked p, studies s where r.id = p.id and s.id = r.study_id
              returning r.*, s.experiment_version
            ), earlier as (select id from claimed where attempt > 1),
            transfers_gone as (delete from transfers where run_id in (select id from earlier)),
            checkpoints_gone as (delete from checkpoints where run_id in (select id from earlier)),
            series_gone as (delete from series where run_id in (select id from earlier)),
            summaries_gone as (delete from run_summaries where run_id in (select id from earlier)),
            tasks_gone as (delete from tasks where run_id in (select id from earlier))
            select r.id, r.attempt, r.project_id, r.study_id, r.seed, r.experiment, r.experiment_version, c.label, c.options::text,
              {RunEvents.NotifyStateSql("r")}::text
            from claimed r join conditions c on c.id = r.condition_id
            order by r.priority desc, r.submitted_at, r.position, r.id
            """, worker, count, lease, environment);
        List<ClaimedRun> claimed = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            claimed.Add(new(new(reader.GetGuid(0), worker, reader.GetInt32(1)), reader.GetGuid(2), reader.GetGuid(3), reader.GetInt64(4),
                reader.GetString(5), reader.GetInt32(6), reader.GetString(7), reader.GetString(8)));
        }
        return claimed;
    }

    /// <summary>Stops a run: at once when it is queued; when it is running, its worker is told and stops it within moments.</summary>
    /// <returns><see cref="RunState.Cancelled"/>, or <see cref="RunState.Running"/> while the worker has yet to stop.</returns>
    /// <exception cref="RunStateException">The run is over.</exception>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="ExternalRunException">No worker executes it: its client decides.</exception>
    /// <remarks>Guarantee: once this returned, the run does not start again. A worker that is lost or hands the run back leaves it cancelled, not queued.</remarks>
    public async Task<RunState> CancelAsync(Guid run, CancellationToken ct) =>
        await MoveAsync($"""
            with moved as (
              update runs set state = case state when 'queued' then 'cancelled' else state end, cancel_requested = true,
                finished_at = case state when 'queued' then now() end
              where id = $1 and state in ('queued', 'running') and study_id is not null returning *
            )
            select r.state, {RunEvents.NotifyStateSql("r")}::text, case r.state when 'running' then pg_notify('{CancelChannel}', r.id::text)::text end from moved r
            """, run, RunState.Cancelled, ct);

    /// <summary>Puts a run that failed or was cancelled back into the queue, behind what waits there. What it recorded goes when a worker claims it.</summary>
    /// <exception cref="RunStateException">The run is queued, running or succeeded.</exception>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="ExternalRunException">No worker executes it: its client decides.</exception>
    public async Task RetryAsync(Guid run, CancellationToken ct)
    {
        await MoveAsync($"""
            with moved as (
              update runs set state = 'queued', submitted_at = now(), finished_at = null, error_message = null, error_detail = null,
                cancel_requested = false, losses = 0, progress = 0, doing = ''
              where id = $1 and state in ('failed', 'cancelled') and deleted_at is null and study_id is not null returning *
            )
            select r.state, {RunEvents.NotifyStateSql("r")}::text from moved r
            """, run, RunState.Queued, ct);
        await transport.AnnounceAsync([new(run)], ct);
    }

    private async Task<RunState> MoveAsync(string sql, Guid run, RunState next, CancellationToken ct)
    {
        await using var command = database.Statement(sql, run);
        if (await command.ExecuteScalarAsync(ct) is string moved) return Enum.Parse<RunState>(moved, ignoreCase: true);

        await using var look = database.Statement("select state, study_id is null from runs where id = $1 and deleted_at is null", run);
        await using var reader = await look.ExecuteReaderAsync(ct);
        throw !await reader.ReadAsync(ct) ? new RunNotFoundException(run)
            : reader.GetBoolean(1) ? new ExternalRunException(run)
            : new RunStateException(run, Enum.Parse<RunState>(reader.GetString(0), ignoreCase: true), next);
    }
}
