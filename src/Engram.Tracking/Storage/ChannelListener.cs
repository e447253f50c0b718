using Npgsql;

namespace Engram.Tracking.Storage;

/// <summary>Listens to PostgreSQL channels on a connection of its own, and connects again whenever that breaks.</summary>
/// <remarks>
/// Waits with a timeout in a loop and looks at the token in between: cancelling <c>NpgsqlConnection.WaitAsync</c> by a token can hang
/// for ever (Npgsql 10.0.0, npgsql#5975). A quiet connection is tried from time to time, since one whose other end vanished stays quiet.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="channels">Names of channels, lower case.</param>
public sealed class ChannelListener(NpgsqlDataSource database, params IReadOnlyList<string> channels)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250);
    private const int WaitsBetweenTries = 40;

    /// <summary>Called with every new connection, after it listens: for session locks, and because whatever happened before went unheard.</summary>
    public Func<NpgsqlConnection, CancellationToken, Task> Connected { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Called with channel and payload of every notification, in order. Must be quick, and must not use the connection.</summary>
    public required Action<string, string> Notified { get; init; }

    /// <summary>Called when the connection broke, before the next attempt.</summary>
    public Action<Exception> Broken { get; init; } = _ => { };

    /// <summary>Listens until the token is cancelled; then returns within a quarter of a second.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (var failures = 0; !ct.IsCancellationRequested;)
        {
            try
            {
                await ListenAsync(() => failures = 0, ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Broken(e);
                // Soon at first: a worker whose lock is gone is in danger of being taken for dead.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(failures++, 5), 2_000)), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action succeeded, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, notification) => Notified(notification.Channel, notification.Payload);
        await ExecuteAsync(connection, string.Join(';', channels.Select(channel => $"listen {channel}")), ct);
        await Connected(connection, ct);
        succeeded();
        for (var quiet = 0; !ct.IsCancellationRequested;)
        {
            if (await connection.WaitAsync(Wait, CancellationToken.None)) quiet = 0;
            else if (++quiet % WaitsBetweenTries == 0) await ExecuteAsync(connection, "select 1", ct);
        }
        // Back into the pool without our locks: the pool resets a connection only when it is next used.
        await ExecuteAsync(connection, "unlisten *; select pg_advisory_unlock_all()", CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
