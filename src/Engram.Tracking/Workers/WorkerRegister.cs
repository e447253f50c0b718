using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Workers;

/// <summary>Workers in the record: coming, showing signs of life, going.</summary>
/// <param name="database">The record.</param>
public sealed class WorkerRegister(NpgsqlDataSource database)
{
    /// <summary>Time between two heartbeats.</summary>
    public static TimeSpan Beat { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Key of the advisory lock that shows a worker's process alive.</summary>
    public static long LockKey(Guid worker) => BitConverter.ToInt64(worker.ToByteArray(bigEndian: true), 8);

    /// <summary>Enters a worker; its process must hold <see cref="LockKey"/> by then.</summary>
    /// <param name="worker">UUIDv7, new with every start of a process.</param>
    /// <param name="name">Host and process id.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="concurrency">How many runs it executes at a time, ≥ 1.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task EnterAsync(Guid worker, string name, string version, int concurrency, CancellationToken ct)
    {
        await using var command = database.Statement("""
            insert into workers (id, name, version, concurrency, started_at, seen_at, lock_key) values ($1, $2, $3, $4, now(), now(), $5)
            """, worker, name, version, concurrency, LockKey(worker));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The heartbeat: says that the worker lives, renews the leases of the runs it executes, and hears what became of them.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="executing">The runs it executes. One that it claimed but does not know of, since the answer got lost, is not renewed.</param>
    /// <param name="lease">How long it holds its runs from now on.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Those it still holds. One that is missing is lost.</returns>
    /// <remarks>
    /// One statement, whatever the number of runs. A lease is written only when a third of it is used up: a beat costs one small row.
    /// It waits for nobody: writers under the fence do not hinder it, and a run that somebody is moving on is still returned as it was, its lease
    /// left for the next beat.
    /// The beat itself is not waited for to reach the disk; what a crash of the database could take back is less than a second of a lease.
    /// </remarks>
    public async Task<IReadOnlyList<HeldRun>> BeatAsync(Guid worker, IReadOnlyCollection<Guid> executing, TimeSpan lease, CancellationToken ct)
    {
        await using var command = database.Statement("""
            with hurry as materialized (select set_config('synchronous_commit', 'off', true)),
            beat as (update workers set seen_at = now() from hurry where id = $1),
            held as (select id, attempt, cancel_requested, lease_until from runs where id = any($3) and worker_id = $1 and state = 'running'),
            due as (
              select id from runs where id in (select id from held where lease_until < now() + $2 * 2 / 3) and worker_id = $1 and state = 'running'
              order by id for no key update skip locked
            ),
            renewed as (update runs set lease_until = now() + $2 from due where runs.id = due.id)
            select id, attempt, cancel_requested from held
            """, worker, lease, executing.ToArray());
        List<HeldRun> held = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) held.Add(new(new(reader.GetGuid(0), worker, reader.GetInt32(1)), reader.GetBoolean(2)));
        return held;
    }

    /// <summary>The worker stops in good order; it holds no run any more.</summary>
    public async Task LeaveAsync(Guid worker, CancellationToken ct)
    {
        await using var command = database.Statement("update workers set seen_at = now(), stopped_at = now() where id = $1", worker);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A run as its worker's heartbeat found it.</summary>
/// <param name="Fence">Run, worker and attempt.</param>
/// <param name="CancelRequested">A person asked it to stop.</param>
public sealed record HeldRun(RunFence Fence, bool CancelRequested);
