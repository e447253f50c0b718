using Engram.Testing;
using Npgsql;

namespace Engram.Tracking.Tests.Testing;

public sealed class PostgresFixtureTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_database_has_the_schema_and_stands_alone()
    {
        await using var first = await postgres.CreateDatabaseAsync();
        await using var second = await postgres.CreateDatabaseAsync();

        await ExecuteAsync(first.DataSource, "CREATE TABLE mine (id int)");

        Assert.Equal(0L, await ExecuteAsync(second.DataSource, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'"));
        Assert.Equal(0L, await ExecuteAsync(second.DataSource, "SELECT count(*) FROM runs"));
    }

    [Fact]
    public async Task A_database_is_gone_when_it_is_disposed_of_whoever_is_still_connected()
    {
        var database = await postgres.CreateDatabaseAsync(migrated: false);
        await using var left = new NpgsqlConnection(database.ConnectionString);
        await left.OpenAsync();

        await database.DisposeAsync();

        var gone = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var late = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
            await late.OpenAsync();
        });
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, gone.SqlState);
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
