using Engram.Testing;

namespace Engram.Tracking.Tests.Storage;

/// <summary>Which values of an option are found under one number.</summary>
public sealed class EqualityFunctionTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("3", "3.0"), InlineData("3", "\"3\""), InlineData("0", "-0.0"), InlineData("1e-3", "\"0.001\""), InlineData("\"1e-05\"", "0.00001")]
    [InlineData("0.1", "0.1000000000000000055"), InlineData("1e400", "\"Infinity\""), InlineData("\"NaN\"", "\"nan\""), InlineData("true", "\"true\"")]
    public async Task What_a_filter_takes_for_equal_has_one_number(string one, string other) => Assert.True(await AreOneAsync("k", one, "k", other));

    [Theory]
    [InlineData("a", "3", "b", "3"), InlineData("a", "3", "a", "4"), InlineData("a", "\"x\"", "a", "\"X\""), InlineData("a", "0.1", "a", "0.10000000000000002"), InlineData("a", "0", "a", "\"\"")]
    public async Task Another_key_or_value_has_another_number(string key, string value, string otherKey, string other) => Assert.False(await AreOneAsync(key, value, otherKey, other));

    [Fact]
    public async Task A_run_has_those_of_its_options_tags_labels_user_and_seed_but_of_no_null()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var command = database.DataSource.CreateCommand("""
            select engram_equalities('{"a": 3, "b": "x", "c": null, "d": [1]}', '{"t": "5"}', '{draft}', 'ada', 7) = array[
                engram_equality('a', '3'), engram_equality('b', '"x"'), engram_equality('d', '[1]'), engram_equality('tags.t', '5'),
                engram_mention('tags', 't'), engram_mention('tags', 'draft'), engram_mention('user', 'ada'), engram_mention('seed', '7')]
              and engram_equalities('{}', '{}', '{}', '', null) = '{}'
            """);
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    // So a restored backup calls them, and PostgreSQL 17 when it makes or analyzes an index.
    [Fact]
    public async Task The_functions_of_indexes_work_without_a_search_path()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand("""
            select set_config('search_path', '', false);
            select public.engram_number('"2.5"') + array_length(public.engram_equalities('{"a": 1, "b": "x"}', '{}', '{}', '', null), 1);
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.NextResultAsync() && await reader.ReadAsync());
        Assert.Equal(4.5, reader.GetDouble(0));
    }

    private async Task<bool> AreOneAsync(string key, string value, string otherKey, string other)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var command = database.DataSource.CreateCommand("select engram_equality($1, $2::jsonb) = engram_equality($3, $4::jsonb)");
        foreach (var given in new[] { key, value, otherKey, other }) command.Parameters.Add(new() { Value = given });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
