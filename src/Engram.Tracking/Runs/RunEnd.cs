using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>How a worker lets go of a run it holds: it succeeded, failed, was cancelled, or is handed back.</summary>
/// <remarks>
/// Guarantee: each of these happens at most once per attempt, and only by the worker that holds it: the statement names worker and
/// attempt, and a late one throws <see cref="LostRunException"/>. The worker commits everything the run recorded before it calls:
/// a run that is succeeded is complete.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="transport">Tells the workers of runs that are queued again.</param>
public sealed class RunEnd(NpgsqlDataSource database, IRunTransport transport)
{
    /// <summary>The experiment came to its end.</summary>
    /// <exception cref="LostRunException">The run is no longer this worker's; nothing was changed.</exception>
    /// <remarks>A cancel that arrives later is refused; one that arrived earlier came too late and is forgotten.</remarks>
    public Task SucceedAsync(RunFence fence, CancellationToken ct) =>
        MoveAsync(fence, "state = 'succeeded', finished_at = now(), progress = 1, doing = ''", [], ct);

    /// <summary>The experiment threw.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="detail">Type and stack, for whoever repairs it; or null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LostRunException">The run is no longer this worker's; nothing was changed.</exception>
    public Task FailAsync(RunFence fence, string message, string? detail, CancellationToken ct) =>
        MoveAsync(fence, "state = 'failed', finished_at = now(), error_message = $4, error_detail = $5",
            [StorableText.Of(message, 10_000), detail is null ? null : StorableText.Of(detail)], ct);

    /// <summary>The experiment stopped because a person asked for it.</summary>
    /// <exception cref="LostRunException">The run is no longer this worker's; nothing was changed.</exception>
    public Task CancelledAsync(RunFence fence, CancellationToken ct) =>
        MoveAsync(fence, "state = 'cancelled', finished_at = now()", [], ct);

    /// <summary>The worker shuts down: the run goes back to its place in the queue. This is not a loss, and does not count as one.</summary>
    /// <returns><see cref="RunState.Queued"/>; or <see cref="RunState.Cancelled"/> when a person asked for that while the worker was stopping.</returns>
    /// <exception cref="LostRunException">The run is no longer this worker's; nothing was changed.</exception>
    /// <remarks>Guarantee: a cancel is not lost in a shutdown. It either came first and is seen here, or comes after and finds a queued run.</remarks>
    public async Task<RunState> HandBackAsync(RunFence fence, CancellationToken ct)
    {
        var state = await MoveAsync(fence, """
            state = case when cancel_requested then 'cancelled' else 'queued' end,
            finished_at = case when cancel_requested then now() end, progress = 0, doing = ''
            """, [], ct);
        if (state == RunState.Queued) await transport.AnnounceAsync([new(fence.RunId)], ct);
        return state;
    }

    private async Task<RunState> MoveAsync(RunFence fence, string changes, string?[] values, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            with held as (
              select id from runs where id = $1 and worker_id = $2 and attempt = $3 and state = 'running' for update
            ), moved as (
              update runs set lease_until = null, {changes}
              from held where runs.id = held.id returning runs.*
            )
            select r.state, {RunEvents.NotifyStateSql("r")}::text from moved r
            """, [fence.RunId, fence.WorkerId, fence.Attempt, .. values]);
        return await command.ExecuteScalarAsync(ct) is string state ? Enum.Parse<RunState>(state, ignoreCase: true) : throw new LostRunException(fence);
    }
}
