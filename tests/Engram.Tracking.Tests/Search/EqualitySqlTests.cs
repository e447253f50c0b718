using System.Text.Json;
using Engram.Testing;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

public sealed class EqualitySqlTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly string Digits = new('9', 1_000);
    private static readonly FilterValue[] Values =
    [
        Number(3), Number(0), Number(-0.0), Number(1e-320), Number(1.7976931348623157e308), Number(double.PositiveInfinity), Number(double.NegativeInfinity),
        new TextValue("3"), new TextValue("3.0"), new TextValue(""), new TextValue("x"), new TextValue("\u2028\"'\\"), new TextValue("Infinity"), new TextValue("true"), new TextValue(Digits),
    ];

    // What is asked in the index's form is what is asked, whichever way the value is stored.
    [Fact]
    public async Task Looking_a_value_up_finds_what_comparing_it_finds()
    {
        string[] stored = ["3", "3.0", "0", "-0", "1e-320", "1.7976931348623157e308", "true", "null", "[3]", .. new[] { "3", "3.0", "", "x", "\u2028\"'\\", "Infinity", "-inf", "true", Digits }.Select(text => JsonSerializer.Serialize(text))];
        var met = 0;
        foreach (var json in stored)
        {
            foreach (var value in Values)
            {
                foreach (RunField field in new RunField[] { new OptionField("k"), new TagField("k") })
                {
                    Assert.True(EqualitySql.Serves(field, [value]));
                    var (lookedUp, compared) = await AskAsync(json, parameters =>
                    {
                        var placeholder = parameters.Add(value is NumberValue number ? number.Number : ((TextValue)value).Text);
                        var exact = $"{(value is NumberValue ? FieldSql.Number(field, parameters) : FieldSql.Text(field, parameters))} = {placeholder}";
                        return (EqualitySql.Any(field, [value], exact, parameters), exact);
                    });
                    Assert.True(lookedUp == compared, $"{field} = {value}, stored is {json}: looked up {lookedUp}, compared {compared}.");
                    met += lookedUp ? 1 : 0;
                }
            }
        }
        Assert.InRange(met, 2 * Values.Length, 4 * Values.Length);
    }

    [Fact]
    public void What_has_no_number_of_its_own_or_is_too_much_is_not_looked_up()
    {
        var (option, one) = (new OptionField("k"), new TextValue("x"));
        Assert.False(EqualitySql.Serves(option, []));
        Assert.True(EqualitySql.Serves(option, Enumerable.Repeat<FilterValue>(one, 20).ToArray()));
        Assert.False(EqualitySql.Serves(option, Enumerable.Repeat<FilterValue>(one, 21).ToArray()));
        Assert.False(EqualitySql.Serves(option, [one, Number(double.NaN)]));
        Assert.False(EqualitySql.Serves(option, [new TextValue(Digits + "9")])); // would meet itself as text, and as the number that it is no more
        Assert.True(EqualitySql.Serves(new ColumnField(RunColumn.User), [one]));
        Assert.True(EqualitySql.Serves(new ColumnField(RunColumn.Seed), [new NumberValue(3, 3)]));
        Assert.False(EqualitySql.Serves(new ColumnField(RunColumn.Seed), [new NumberValue(3.5, null)]));
        Assert.False(EqualitySql.Serves(new ColumnField(RunColumn.State), [one]));
        Assert.False(EqualitySql.Serves(new MetricField("loss", MetricAggregate.Last), [Number(3)]));
        Assert.Throws<ArgumentException>(() => EqualitySql.Any(new MetricField("loss", MetricAggregate.Last), [Number(3)], "true", new()));
    }

    [Fact]
    public void One_value_is_contained_and_some_overlap()
    {
        var tag = new TagField("k");
        Assert.Equal("(r.equalities @> array[engram_equality($1, $2::jsonb)] and (case when c then true end) is not null)", EqualitySql.Any(tag, [Number(3)], "c", new()));
        Assert.StartsWith("(r.equalities && array[engram_equality($1, $2::jsonb), engram_equality($3, $4::jsonb)] and ", EqualitySql.Any(tag, [Number(3), new TextValue("x")], "c", new()), StringComparison.Ordinal);
        Assert.StartsWith("(r.equalities @> array[engram_mention('tags', $1)] and ", EqualitySql.Exists(tag, "c", new()), StringComparison.Ordinal);
    }

    private static NumberValue Number(double number) => new(number, null);

    private async Task<(bool LookedUp, bool Compared)> AskAsync(string json, Func<SqlParameters, (string LookedUp, string Compared)> conditions)
    {
        var parameters = new SqlParameters();
        var (lookedUp, compared) = conditions(parameters);
        await using var command = fixture.Database.DataSource.CreateCommand($$"""
            with stored as (select jsonb_build_object('k', {{parameters.Add(json)}}::text::jsonb) as options, jsonb_build_object('k', {{parameters.Add(json)}}::text::jsonb) as tag_values),
              r as (select *, engram_equalities(options, tag_values, '{}', '', null) as equalities from stored)
            select ({{lookedUp}}) is true, ({{compared}}) is true from r
            """);
        parameters.AddTo(command);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }
}
