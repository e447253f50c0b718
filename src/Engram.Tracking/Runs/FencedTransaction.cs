using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>A transaction in which a worker writes about a run it holds: whatever belongs together, all of it or nothing.</summary>
/// <remarks>
/// Begun by <see cref="RunJournal.BeginAsync"/>; it holds the run's fence until it ends. What changed is told with the commit, and once,
/// however many writes changed it. Disposed before that, it leaves nothing.
/// </remarks>
public sealed class FencedTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly List<RunEvent> _events = [];
    private readonly Guid _study;

    private FencedTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, RunFence fence, Guid study)
    {
        (_connection, Transaction, Fence, _study) = (connection, transaction, fence, study);
    }

    /// <summary>What the worker holds.</summary>
    public RunFence Fence { get; }

    internal NpgsqlTransaction Transaction { get; }

    /// <summary>Commits, and tells what changed.</summary>
    /// <param name="ct">Ends the wait.</param>
    public async Task CommitAsync(CancellationToken ct)
    {
        await RunEvents.SendAllAsync(Transaction, _events, ct);
        await Transaction.CommitAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    internal static async Task<FencedTransaction> BeginAsync(NpgsqlDataSource database, RunFence fence, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(ct);
            return new(connection, transaction, fence, await fence.HoldAsync(transaction, ct));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes one thing in a transaction of its own.</summary>
    internal static async Task WriteAsync(NpgsqlDataSource database, RunFence fence, Func<FencedTransaction, Task> write, CancellationToken ct)
    {
        await using var record = await BeginAsync(database, fence, ct);
        await write(record);
        await record.CommitAsync(ct);
    }

    /// <summary>Tells of a change when the transaction is committed. PostgreSQL tells the same of one transaction once.</summary>
    internal void Tell(RunEventKind kind, IReadOnlyList<SeriesGrowth>? series = null) => _events.Add(new(kind, _study, Fence.RunId) { Series = series });
}
