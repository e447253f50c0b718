using System.Diagnostics;
using System.Globalization;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Cli.Up;

/// <summary>The database of an instance: the server that <c>ConnectionStrings__Engram</c> names, else a private one that is kept running.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly PrivatePostgres? _private;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;

    private Database(string connectionString, string description, PrivatePostgres? ours) => (ConnectionString, Description, _private) = (connectionString, description, ours);

    public string ConnectionString { get; }

    /// <summary>What it is, for the person.</summary>
    public string Description { get; }

    public static async Task<Database> OpenAsync(string data, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Engram") is { Length: > 0 } named)
            return new Database(named, Describe(named), null);
        var folder = Path.Combine(data, "postgres");
        var programs = PostgresPrograms.Find(folder);
        var clock = Stopwatch.StartNew();
        var server = await PrivatePostgres.StartAsync(folder, programs, ct: ct);
        var how = server.Adopted ? "found running and taken over" : string.Create(CultureInfo.InvariantCulture, $"started in {clock.Elapsed.TotalSeconds:0.0} s");
        var where = server.Directory.StartsWith("/var/lib/engram/", StringComparison.Ordinal) ? $", in {server.Directory} because its user may not enter {folder}" : "";
        return new Database(server.ConnectionString, $"private PostgreSQL {programs.Major}, {how}{where}", server);
    }

    /// <summary>From now on a private server that ends is started again.</summary>
    public void Keep(Terminal terminal)
    {
        if (_private is not null) _watch = WatchAsync(_private, terminal);
    }

    /// <summary>Stops a private server; what was committed is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        if (_private is not null) await _private.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WatchAsync(PrivatePostgres server, Terminal terminal)
    {
        while (await Task.WhenAny(server.Exited, Task.Delay(Timeout.Infinite, _stopping.Token)) == server.Exited)
        {
            terminal.Line("The database ended without having been asked to; it is started again. What was committed is kept.");
            try
            {
                await server.RestartAsync(_stopping.Token);
                terminal.Line("The database runs again.");
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (PrivatePostgresException failed)
            {
                terminal.Line(failed.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private static string Describe(string connectionString)
    {
        try
        {
            var server = new NpgsqlConnectionStringBuilder(connectionString);
            return $"{server.Host}, database {server.Database ?? server.Username}";
        }
        catch (ArgumentException unreadable)
        {
            throw new RefusedException($"ConnectionStrings__Engram cannot be read: {unreadable.Message} It looks like this: Host=…;Database=…;Username=…;Password=…");
        }
    }
}
