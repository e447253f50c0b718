using System.Diagnostics;
using Engram.Tracking.Storage.Private;
using Engram.Tracking.Storage.Processes;
using Npgsql;

namespace Engram.Tracking.Storage;

/// <summary>
/// A PostgreSQL server of our own in a directory: made on first start, reached by a unix socket only, with a random password, ended with
/// this process. One instance at a time has the directory.
/// </summary>
/// <remarks>
/// What a <c>kill -9</c> leaves is cleaned up by the next start: a server that outlived its parent is adopted; a dead one's
/// <c>postmaster.pid</c> and socket are removed even where its zombie looks alive; a cluster in the making is made again.
/// Nothing committed is lost. First start about 1 s, later ones about 0.2 s. Linux only.
/// </remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>The one database user, who owns everything.</summary>
    public const string User = "engram";

    private readonly PostgresHome _home;
    private readonly PostgresPrograms _programs;
    private readonly PrivatePostgresOptions _options;
    private readonly DirectoryLock _lock;
    private readonly string _password;
    private Postmaster _postmaster;

    private PrivatePostgres(
        PostgresHome home, PostgresPrograms programs, PrivatePostgresOptions options, DirectoryLock @lock, string password, Postmaster postmaster)
    {
        (_home, _programs, _options, _lock, _password, _postmaster) = (home, programs, options, @lock, password, postmaster);
    }

    /// <summary>How Npgsql reaches the database. It stays the same over <see cref="RestartAsync"/>.</summary>
    public string ConnectionString => Connection(_options.Database).ConnectionString;

    /// <summary>Where everything is kept: the directory asked for, or one under /var/lib/engram if the server's user may not enter that one.</summary>
    public string Directory => _home.Path;

    /// <summary>The server's process.</summary>
    public int ProcessId => _postmaster.Pid;

    /// <summary>Whether the server was already running, left by a process that was killed.</summary>
    public bool Adopted => _postmaster.Adopted;

    /// <summary>Ends when the server has ended, whoever ended it. After <see cref="RestartAsync"/> there is a new one.</summary>
    public Task Exited => _postmaster.Exited;

    /// <summary>Takes a directory, makes the cluster if there is none, starts the server or adopts the one that runs, and makes the database.</summary>
    /// <param name="directory">Where everything is kept; made if missing. Only Engram writes there.</param>
    /// <param name="programs">What to run: <see cref="PostgresPrograms.Find"/>.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="ct">Gives up waiting, and stops what was started.</param>
    /// <exception cref="PrivatePostgresException">
    /// Another process has the directory; the cluster is of another version; the server ends at once or cannot be reached. Says what to do.
    /// </exception>
    public static async Task<PrivatePostgres> StartAsync(
        string directory, PostgresPrograms programs, PrivatePostgresOptions? options = null, CancellationToken ct = default)
    {
        if (!OperatingSystem.IsLinux())
            throw new PrivatePostgresException("A private PostgreSQL needs Linux. Name a server: ConnectionStrings__Engram='Host=…;Database=…;Username=…;Password=…'.");
        options ??= new PrivatePostgresOptions();
        var home = PostgresHome.Open(directory);
        var @lock = DirectoryLock.TryTake(home.Path) ?? throw new PrivatePostgresException(
            $"{home.Path} is in use by another instance{(DirectoryLock.Holder(home.Path) is { } pid ? $" (process {pid})" : "")}. Stop that one, or use another data directory.");
        PrivatePostgres? started = null;
        try
        {
            Cluster.MakeIfMissing(home, programs, options);
            var password = home.Password();
            var postmaster = Postmaster.Find(home) ?? await LaunchAsync(home, programs, options, null, ct);
            started = new PrivatePostgres(home, programs, options, @lock, password, postmaster);
            if (postmaster.Adopted && !await started.AcceptsAsync(ct)) await started.RestartAsync(ct); // it was on its way down
            else await started.MakeReadyAsync(ct);
            return started;
        }
        catch
        {
            if (started is not null) await started.DisposeAsync();
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Whether a directory holds a cluster.</summary>
    public static bool IsIn(string directory) => PostgresHome.MajorOf(directory) is not null;

    /// <summary>How Npgsql reaches the server that another process runs in a directory; null when none runs there.</summary>
    /// <param name="directory">As given to <see cref="StartAsync"/>.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<string?> FindRunningAsync(string directory, string database = "engram", CancellationToken ct = default)
    {
        if (!IsIn(directory)) return null;
        var home = PostgresHome.Open(directory);
        using var postmaster = Postmaster.Find(home);
        if (postmaster is null) return null;
        var found = Connection(postmaster.SocketDirectory, home.Password(), database).ConnectionString;
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(found) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(ct);
            return found;
        }
        catch (NpgsqlException)
        {
            return null; // on its way up or down: whoever starts it next waits for that
        }
    }

    /// <summary>Starts the server again after it ended, or ends it first. The connection string stays.</summary>
    public async Task RestartAsync(CancellationToken ct = default)
    {
        await StopAsync();
        var sockets = _postmaster.SocketDirectory;
        _postmaster.Dispose();
        _postmaster = await LaunchAsync(_home, _programs, _options, sockets, ct);
        await MakeReadyAsync(ct);
    }

    /// <summary>Stops the server: clients are cut off, everything committed is kept. Typically 50 ms. The directory stays ours.</summary>
    public Task StopAsync() => _postmaster.StopAsync();

    /// <summary>Stops the server and gives the directory back.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        Cluster.RemoveSockets(_postmaster.SocketDirectory);
        _postmaster.Dispose();
        _lock.Dispose();
    }

    private static async Task<Postmaster> LaunchAsync(
        PostgresHome home, PostgresPrograms programs, PrivatePostgresOptions options, string? sockets, CancellationToken ct)
    {
        await Cluster.ClearStaleAsync(home, ct);
        return Postmaster.Start(home, programs, options, home.MakeSocketDirectory(sockets));
    }

    private async Task MakeReadyAsync(CancellationToken ct)
    {
        if (!await AcceptsAsync(ct))
            throw new PrivatePostgresException($"PostgreSQL in {_home.Cluster} ended while it started. Its last words:\n{Postmaster.LastWords(_home)}");
        await using var connection = new NpgsqlConnection(Connection("postgres").ConnectionString);
        await connection.OpenAsync(ct);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = _options.Database } } };
        if (await find.ExecuteScalarAsync(ct) is not null) return;
        await using var make = new NpgsqlCommand($"CREATE DATABASE \"{_options.Database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        await make.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Waits until the server accepts connections: true; false if it ended instead.</summary>
    private async Task<bool> AcceptsAsync(CancellationToken ct)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection("postgres").ConnectionString);
                await connection.OpenAsync(ct);
                return true;
            }
            catch (PostgresException refused) when (refused.SqlState != PostgresErrorCodes.CannotConnectNow)
            {
                throw new PrivatePostgresException($"PostgreSQL in {_home.Cluster} runs but refuses us: {refused.MessageText}", refused);
            }
            catch (NpgsqlException) when (Exited.IsCompleted)
            {
                return false;
            }
            catch (NpgsqlException notYet) when (clock.Elapsed > _options.StartWithin)
            {
                throw new PrivatePostgresException(
                    $"PostgreSQL in {_home.Cluster} is alive (process {ProcessId}) but accepted no connection for {_options.StartWithin}. Its last words:\n{Postmaster.LastWords(_home)}", notYet);
            }
            catch (NpgsqlException)
            {
                await Task.WhenAny(Exited, Task.Delay(20, ct));
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    private NpgsqlConnectionStringBuilder Connection(string database) => Connection(_postmaster.SocketDirectory, _password, database);

    private static NpgsqlConnectionStringBuilder Connection(string sockets, string password, string database) => new()
    {
        Host = sockets,
        Username = User,
        Password = password,
        Database = database,
        Pooling = database != "postgres", // our own look-ups leave no connection behind
        SslMode = SslMode.Disable, // a socket inside one machine
        GssEncryptionMode = GssEncryptionMode.Disable, // would look for a Kerberos library that slim systems lack
    };
}
