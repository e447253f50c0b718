using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Cli.Backup;

/// <summary>The database of an instance for a command that comes and goes: one that runs is used as it is, a private one that does not is started for the while.</summary>
internal sealed class InstanceDatabase : IAsyncDisposable
{
    private readonly PrivatePostgres? _started;

    private InstanceDatabase(string connectionString, string? programs, PrivatePostgres? started)
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        (Programs, _started) = (programs, started);
    }

    public string ConnectionString { get; }

    /// <summary>PostgreSQL's client programs for it.</summary>
    public PostgresClients Clients => new(Programs, ConnectionString);

    private string? Programs { get; }

    /// <summary>The data directory: an option wins over ENGRAM_DATA, that over <c>.engram</c> in the checkout.</summary>
    public static string DataOf(string? option) =>
        Path.GetFullPath(option ?? (Environment.GetEnvironmentVariable("ENGRAM_DATA") is { Length: > 0 } named ? named : Checkout.Find().Data));

    /// <summary>Opens the database of a data directory for reading.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<InstanceDatabase> OpenAsync(string data, CancellationToken ct)
    {
        if (Named() is { } named) return named;
        var folder = Path.Combine(data, "postgres");
        if (await PrivatePostgres.FindRunningAsync(folder, ct: ct) is { } running) return new(running, PostgresClients.FolderFor(folder), null);
        if (!PrivatePostgres.IsIn(folder)) throw new RefusedException($"There is no database in {data}. Give the data directory of the instance: --data DIR, or name its server in ConnectionStrings__Engram.");
        return await StartAsync(folder, ct);
    }

    /// <summary>Opens the database of a data directory, or makes one; nobody else may be at work in it.</summary>
    public static async Task<InstanceDatabase> OpenOrMakeAsync(string data, CancellationToken ct) =>
        Named() ?? await StartAsync(Path.Combine(data, "postgres"), ct);

    public async ValueTask DisposeAsync()
    {
        if (_started is not null) await _started.DisposeAsync();
    }

    private static InstanceDatabase? Named() => Environment.GetEnvironmentVariable("ConnectionStrings__Engram") is { Length: > 0 } named
        ? new(named, PostgresClients.FolderFor(null), null) : null;

    private static async Task<InstanceDatabase> StartAsync(string folder, CancellationToken ct)
    {
        var programs = PostgresPrograms.Find(folder);
        var server = await PrivatePostgres.StartAsync(folder, programs, ct: ct);
        return new(server.ConnectionString, programs.Folder, server);
    }
}
