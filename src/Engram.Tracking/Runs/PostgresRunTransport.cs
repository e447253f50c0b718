using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>The default transport: one notification wakes every worker, and each claims what it has room for.</summary>
/// <param name="database">The record.</param>
public sealed class PostgresRunTransport(NpgsqlDataSource database) : IRunTransport
{
    /// <summary>The channel workers listen on; its payload is empty.</summary>
    public const string Channel = "engram_queue";

    /// <inheritdoc/>
    public async Task AnnounceAsync(IReadOnlyCollection<RunTicket> tickets, CancellationToken ct)
    {
        if (tickets.Count == 0) return;
        try
        {
            await using var command = database.Statement($"select pg_notify('{Channel}', '')");
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (NpgsqlException)
        {
            // The database went away between the commit and this word; the workers poll as soon as it is back.
        }
    }
}
