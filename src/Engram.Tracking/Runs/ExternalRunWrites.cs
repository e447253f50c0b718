using Engram.Tracking.Metrics;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>What clients say of external runs, each saying a transaction of its own: made, all of it or nothing, and told to whoever watches.</summary>
/// <remarks>Points that come alone go through <see cref="Ingestion"/>, which commits many writes at once; those that come with something else go here.</remarks>
/// <param name="database">The record.</param>
public sealed class ExternalRunWrites(NpgsqlDataSource database)
{
    /// <inheritdoc cref="ExternalRuns.StartAsync"/>
    public Task<bool> StartAsync(ExternalRunStart run, CancellationToken ct) => DoAsync(transaction => ExternalRuns.StartAsync(transaction, run, ct), ct);

    /// <inheritdoc cref="ExternalRuns.RemoveTagAsync"/>
    public Task<bool> RemoveTagAsync(Guid run, string key, bool isParent, CancellationToken ct) =>
        DoAsync(transaction => ExternalRuns.RemoveTagAsync(transaction, run, key, isParent, ct), ct);

    /// <summary>Changes a run, and keeps points that are logged in the same breath.</summary>
    /// <param name="run">The run.</param>
    /// <param name="change">What changes.</param>
    /// <param name="points">Points of series of an external run; none for a run of a study.</param>
    /// <param name="ct">Ends the wait; nothing is written then.</param>
    /// <inheritdoc cref="ExternalRuns.ChangeAsync" path="/exception"/>
    public Task ChangeAsync(Guid run, ExternalRunChange change, IReadOnlyList<SeriesBatch> points, CancellationToken ct)
    {
        var writes = SeriesWrite.Of(run, points, lastOfEachStep: false);
        return DoAsync(async transaction =>
        {
            await ExternalRuns.ChangeAsync(transaction, run, change with { HasPoints = points.Count > 0 }, ct);
            if (writes.Count == 0) return true;
            var inserted = await PointInsertion.WriteAsync(transaction, writes, ct);
            await RunEvents.SendAsync(transaction, new(RunEventKind.Series, null, run) { Series = [.. inserted.Grown[run]] }, ct);
            return true;
        }, ct);
    }

    private async Task<T> DoAsync<T>(Func<NpgsqlTransaction, Task<T>> what, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var outcome = await what(transaction);
        await transaction.CommitAsync(ct);
        return outcome;
    }
}
