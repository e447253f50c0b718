using Engram.Migrations;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Engram.Testing;

/// <summary>
/// A real PostgreSQL for the tests of one assembly: the server that ENGRAM_TEST_DB names (a connection string whose user may create
/// databases), else a throw-away cluster, started when the first test asks and deleted at the end.
/// Where there is no PostgreSQL tests are skipped; with CI set they fail.
/// </summary>
/// <remarks>
/// A test project says once <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>; its classes take the fixture in their constructor.
/// The schema is migrated once, into a template that every database is copied from.
/// </remarks>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly string _template = $"engram_template_{Environment.ProcessId}";
    private readonly SemaphoreSlim _starting = new(1);
    private string? _server;
    private PrivatePostgres? _private;
    private DirectoryInfo? _directory;
    private int _databases;

    /// <summary>A new database of the current schema, owned by the caller. About 50 ms.</summary>
    /// <param name="migrated">False for an empty database without any table.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(bool migrated = true)
    {
        var server = await ServerAsync();
        var name = $"engram_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE {(migrated ? _template : "template0")}");
        return new TestDatabase(With(server, name), () => ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_private is not null) await _private.DisposeAsync();
        else if (_server is not null) await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {_template} WITH (FORCE)");
        _directory?.Delete(recursive: true);
        _starting.Dispose();
    }

    private async Task<string> ServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _server ??= await PrepareAsync(Environment.GetEnvironmentVariable("ENGRAM_TEST_DB") ?? await StartAsync());
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>The server programs of this machine. Without them the calling test is skipped; with CI set it fails.</summary>
    public static PostgresPrograms Programs()
    {
        try
        {
            return PostgresPrograms.Find();
        }
        catch (PrivatePostgresException missing) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

    private async Task<string> StartAsync()
    {
        _directory ??= MakeDirectory();
        _private = await PrivatePostgres.StartAsync(_directory.FullName, Programs(), new PrivatePostgresOptions { Durable = false, Database = "postgres", MaxConnections = 500 });
        return _private.ConnectionString;
    }

    private async Task<string> PrepareAsync(string server)
    {
        await ExecuteAsync(server, $"CREATE DATABASE {_template} TEMPLATE template0");
        await using var db = EngramDbFactory.Create(With(server, _template));
        await db.Database.MigrateAsync();
        return server;
    }

    private static DirectoryInfo MakeDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("engram-test-");
        if (OperatingSystem.IsLinux()) directory.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute; // for the server's user
        return directory;
    }

    private static string With(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false }.ConnectionString;

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(With(server, "postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
