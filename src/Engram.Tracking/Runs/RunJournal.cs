using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>What a worker writes down about a run while it executes it, besides points and checkpoints: tasks, log lines, progress.</summary>
/// <remarks>
/// A method that takes a fence is one transaction under it and throws <see cref="LostRunException"/>, having written nothing, when the run is another's.
/// Every commit is a wait for the disk: what belongs together goes into one transaction (<see cref="BeginAsync"/>).
/// </remarks>
/// <param name="database">The record.</param>
public sealed class RunJournal(NpgsqlDataSource database)
{
    /// <summary>Begins a transaction for several writes about a run.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LostRunException">The run is another's.</exception>
    public Task<FencedTransaction> BeginAsync(RunFence fence, CancellationToken ct) => FencedTransaction.BeginAsync(database, fence, ct);

    /// <summary>Begins a task, and ends the one before it. Beginning it again changes nothing: a write whose answer got lost may be repeated.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="index">Order within the run, from 0.</param>
    /// <param name="name">Unique within the run.</param>
    /// <param name="firstStep">The step over the run at which the task's step 0 lies; the task before ended one step earlier.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task BeginTaskAsync(RunFence fence, int index, string name, long firstStep, CancellationToken ct) =>
        FencedTransaction.WriteAsync(database, fence, record => BeginTaskAsync(record, index, name, firstStep, ct), ct);

    /// <inheritdoc cref="BeginTaskAsync(RunFence, int, string, long, CancellationToken)"/>
    public static Task BeginTaskAsync(FencedTransaction record, int index, string name, long firstStep, CancellationToken ct) => WriteAsync(record, RunEventKind.Tasks, """
        with ended as (update tasks set last_step = $4 - 1 where run_id = $1 and index = $2 - 1)
        insert into tasks (run_id, index, name, first_step) values ($1, $2, $3, $4) on conflict (run_id, index) do nothing
        """, [record.Fence.RunId, index, StorableText.Of(name), firstStep], ct);

    /// <summary>Ends the last task.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="index">The task.</param>
    /// <param name="lastStep">The last step over the run; one less than its first when it had none.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task EndTaskAsync(RunFence fence, int index, long lastStep, CancellationToken ct) =>
        FencedTransaction.WriteAsync(database, fence, record => EndTaskAsync(record, index, lastStep, ct), ct);

    /// <inheritdoc cref="EndTaskAsync(RunFence, int, long, CancellationToken)"/>
    public static Task EndTaskAsync(FencedTransaction record, int index, long lastStep, CancellationToken ct) => WriteAsync(record, RunEventKind.Tasks,
        "update tasks set last_step = $3 where run_id = $1 and index = $2", [record.Fence.RunId, index, lastStep], ct);

    /// <summary>Appends lines to the log, in order.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="lines">Severity is <c>info</c>, <c>warning</c> or <c>error</c>.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task LogAsync(RunFence fence, IReadOnlyList<JournalLine> lines, CancellationToken ct) =>
        FencedTransaction.WriteAsync(database, fence, record => LogAsync(record, lines, ct), ct);

    /// <inheritdoc cref="LogAsync(RunFence, IReadOnlyList{JournalLine}, CancellationToken)"/>
    public static Task LogAsync(FencedTransaction record, IReadOnlyList<JournalLine> lines, CancellationToken ct) => WriteAsync(record, RunEventKind.Log, """
        insert into log_lines (run_id, attempt, at, severity, text)
        select $1, $2, l.at, l.severity, l.text
        from unnest($3::timestamptz[], $4::text[], $5::text[]) with ordinality l(at, severity, text, n) order by n
        """, [record.Fence.RunId, record.Fence.Attempt, lines.Select(l => l.At.ToUniversalTime()).ToArray(), lines.Select(l => l.Severity).ToArray(), lines.Select(l => StorableText.Of(l.Text)).ToArray()], ct);

    /// <summary>Says how far the run is.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="share">Share done, 0 to 1.</param>
    /// <param name="doing">What is being done, a few words; cut at 200 characters.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// The row itself is fenced: no lock besides, since holding the fence and then writing the same row invites a deadlock. The write is not waited for to
    /// reach the disk: what a crash of the database could take back is less than a second old, and the next one says more.
    /// </remarks>
    public async Task ProgressAsync(RunFence fence, double share, string doing, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            with hurry as materialized (select set_config('synchronous_commit', 'off', true)),
            moved as (
              update runs set progress = $4, doing = $5 from hurry
              where id = $1 and worker_id = $2 and attempt = $3 and state = 'running' returning runs.*
            )
            select pg_notify('{RunEvents.Channel}', json_build_object('kind', 'progress', 'study', study_id, 'run', id, 'progress', progress, 'doing', doing)::text)::text from moved
            """, fence.RunId, fence.WorkerId, fence.Attempt, share, StorableText.Of(doing, 200));
        if (await command.ExecuteScalarAsync(ct) is null) throw new LostRunException(fence);
    }

    private static async Task WriteAsync(FencedTransaction record, RunEventKind kind, string sql, object[] values, CancellationToken ct)
    {
        await using var command = record.Transaction.Statement(sql, values);
        await command.ExecuteNonQueryAsync(ct);
        record.Tell(kind);
    }
}

/// <summary>A line on its way into a run's log.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Text">The line.</param>
public sealed record JournalLine(DateTimeOffset At, string Severity, string Text);
