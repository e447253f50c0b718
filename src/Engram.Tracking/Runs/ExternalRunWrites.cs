using Engram.Tracking.Metrics;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>What clients do with external runs, each in a transaction of its own. What they log goes through <see cref="Ingestion"/>.</summary>
/// <param name="database">The record.</param>
public sealed class ExternalRunWrites(NpgsqlDataSource database)
{
    /// <inheritdoc cref="ExternalRuns.StartAsync"/>
    public Task<bool> StartAsync(ExternalRunStart run, CancellationToken ct) => DoAsync(transaction => ExternalRuns.StartAsync(transaction, run, ct), ct);

    /// <inheritdoc cref="ExternalRuns.RemoveTagAsync"/>
    public Task<bool> RemoveTagAsync(Guid run, string key, bool isParent, CancellationToken ct) =>
        DoAsync(transaction => ExternalRuns.RemoveTagAsync(transaction, run, key, isParent, ct), ct);

    private async Task<T> DoAsync<T>(Func<NpgsqlTransaction, Task<T>> what, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var outcome = await what(transaction);
        await transaction.CommitAsync(ct);
        return outcome;
    }
}
