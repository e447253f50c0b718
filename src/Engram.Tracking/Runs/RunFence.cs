using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>The right to write about a run: one attempt at it, by one worker.</summary>
/// <param name="RunId">The run.</param>
/// <param name="WorkerId">The worker that claimed it.</param>
/// <param name="Attempt">The number the claim gave out; never given out again for this run.</param>
/// <remarks>
/// A worker may freeze, lose its connection or outlive its lease, and wake up after another one has begun the run anew.
/// Everything it then writes must be refused, or the record mixes two attempts: every write names the fence, in the
/// transaction that writes.
/// </remarks>
public sealed record RunFence(Guid RunId, Guid WorkerId, int Attempt)
{
    /// <summary>Keeps the run with this worker until the transaction ends, or refuses.</summary>
    /// <param name="transaction">The transaction that is going to write about the run.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The study the run belongs to, which a <see cref="RunEvent"/> names.</returns>
    /// <exception cref="LostRunException">The run is over, queued again, or another's. Nothing must be written.</exception>
    /// <remarks>
    /// The lock is the weakest there is: writers of one run do not wait for each other, and however long one writes, the lease is
    /// renewed, progress shown and a cancel noted meanwhile. Whoever moves the run on (finish, reaper) therefore locks its row
    /// <c>for update</c>, and waits for the writers or passes it over. One transaction holds the fence of one run, and does not update that run's row: both would invite deadlocks.
    /// </remarks>
    public async Task<Guid> HoldAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select study_id from runs
            where id = $1 and worker_id = $2 and attempt = $3 and state = 'running'
            for key share
            """, RunId, WorkerId, Attempt);
        return await command.ExecuteScalarAsync(ct) is Guid study ? study : throw new LostRunException(this);
    }
}
