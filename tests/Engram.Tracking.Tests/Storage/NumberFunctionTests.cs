using System.Globalization;
using Engram.Testing;

namespace Engram.Tracking.Tests.Storage;

/// <summary>What counts as a number in options and summaries.</summary>
public sealed class NumberFunctionTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("-2.5e-3", -2.5e-3)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("-1e400", double.NegativeInfinity)]
    [InlineData("1e-400", 0.0)]
    [InlineData("\"0.001\"", 0.001)]
    [InlineData("\"1e-05\"", 1e-05)]
    [InlineData("\"+.5\"", 0.5)]
    [InlineData("\"1e9999\"", double.PositiveInfinity)]
    [InlineData("\"1e-9999\"", 0.0)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("\"inf\"", double.PositiveInfinity)]
    [InlineData("\"1e\"", null)]
    [InlineData("\"1e99999\"", null)]
    [InlineData("\"0x10\"", null)]
    [InlineData("\" 1\"", null)]
    [InlineData("\"adam\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    public async Task A_json_value_is_a_number_or_null(string json, double? expected)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var command = database.DataSource.CreateCommand("select engram_number($1::jsonb)");
        command.Parameters.Add(new() { Value = json });
        var number = await command.ExecuteScalarAsync() is double found ? found : (double?)null;
        Assert.Equal(expected?.ToString("R", CultureInfo.InvariantCulture), number?.ToString("R", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_missing_value_is_null()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var command = database.DataSource.CreateCommand("""select engram_number('{"a": 1}'::jsonb -> 'b') is null""");
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }
}
