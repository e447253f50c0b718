using Xunit;

namespace Engram.Testing;

/// <summary>One database for all tests of a class: <c>IClassFixture&lt;DatabaseFixture&gt;</c>. Tests in it must not mind each other's rows.</summary>
/// <param name="postgres">The assembly's server.</param>
public sealed class DatabaseFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private TestDatabase? _database;

    /// <summary>The database.</summary>
    public TestDatabase Database => _database ?? throw new InvalidOperationException("The fixture is not initialized yet.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
