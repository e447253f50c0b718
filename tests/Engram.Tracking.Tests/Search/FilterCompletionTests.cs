using System.Text.Json;
using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

public sealed class FilterCompletionTests(PostgresFixture postgres)
{
    /// <summary>The filter up to the caret → what belongs there, from where, what is there of it, of which field.</summary>
    [Theory]
    [InlineData("", "Field 0 ''")]
    [InlineData("se", "Field 0 'se'")]
    [InlineData("seed = 1 and o", "Field 13 'o'")]
    [InlineData("seed = 1 and not ", "Field 17 ''")]
    [InlineData("(", "Field 1 ''")]
    [InlineData("options.", "Option 0 ''")]
    [InlineData("options.e", "Option 0 'e'")]
    [InlineData("seed = 1 or metrics.light/m", "Metric 12 'light/m'")]
    [InlineData("metrics.'light/m", "Metric 0 'light/m'")]
    [InlineData("metrics.a.b", "Metric 0 'a.b'")]
    [InlineData("tags.\"x y", "Tag 0 'x y'")]
    [InlineData("seed ", "Question 5 '' seed")]
    [InlineData("options.eta l", "Question 12 'l' options.eta")]
    [InlineData("options.eta not ", "Question 16 '' options.eta")]
    [InlineData("options.eta = ", "Value 14 '' options.eta")]
    [InlineData("options.optimizer = 'ad", "Value 20 'ad' options.optimizer")]
    [InlineData("options.optimizer in ('adam', 's", "Value 30 's' options.optimizer")]
    [InlineData("state = ru", "Value 8 'ru' state")]
    [InlineData("seed between 1 and ", "Value 19 '' seed")]
    [InlineData("seed between 1 and 2 and ", "Field 25 ''")]
    [InlineData("seed = 1 ", "Connective 9 ''")]
    [InlineData("tags.draft exists a", "Connective 18 'a'")]
    [InlineData("name = 'a'", "Connective 10 ''")]
    [InlineData("§", "Field 1 ''")]
    [InlineData("nme = ", "null")]
    public void What_is_being_written_is_understood(string text, string expected)
    {
        var at = FilterCompletion.Of(text);
        Assert.Equal(expected, at is null ? "null" : $"{at.Kind} {at.From} '{at.Begun}'{(at.Field is null ? "" : $" {at.Field}")}");
    }

    [Fact]
    public void Any_beginning_of_any_filter_is_answered()
    {
        var filters = new RandomFilters(RandomStream.FromSeed(31));
        for (var i = 0; i < 500; i++)
        {
            var text = FilterText.Of(filters.Next());
            for (var at = 0; at <= text.Length; at++) Assert.InRange(FilterCompletion.Of(text[..at])?.From ?? 0, 0, at);
        }
    }

    [Fact]
    public async Task Keys_and_values_of_runs_are_suggested_as_they_are_written()
    {
        await using var database = await KnownRecord.CreateAsync(postgres,
        [
            Run(0) with { Options = Json("""{"optimizer": "adam", "eta": 0.1}"""), TagValues = new() { ["model"] = "it's" } },
            Run(1) with { Options = Json("""{"optimizer": "adam"}""") },
            Run(2) with { Options = Json("""{"optimizer": "sgd", "eta": "adagrad"}""") },
        ]);
        await using (var connection = await database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var db = database.Context();
            await SearchKeys.KeepAsync(transaction, db.Projects.Single().Id, "metric", ["loss", "val_loss", "loss_100%", "a.b", "it's"], default);
            await SearchKeys.KeepAsync(transaction, db.Projects.Single().Id, "metric", ["loss", "accuracy"], default);
            await transaction.CommitAsync();
        }
        var suggestions = new FilterSuggestions(database.DataSource);
        async Task<string> After(string text) => string.Join(" | ", (await suggestions.FindAsync(null, FilterCompletion.Of(text)!, 5, default)).Select(one => one.Text));

        Assert.Equal("metrics.loss | metrics.'loss_100%' | metrics.val_loss", await After("metrics.loss"));
        Assert.Equal("metrics.'loss_100%'", await After("metrics.'0%"));
        Assert.Equal("metrics.'a.b' | metrics.accuracy | metrics.'it''s' | metrics.loss | metrics.'loss_100%'", await After("metrics."));
        Assert.Equal("'adam' | 'sgd'", await After("options.optimizer = "));
        Assert.Equal("'adagrad'", await After("options.eta = 'ad"));
        Assert.Equal("0.1", await After("options.eta = 0"));
        Assert.Equal("'it''s'", await After("tags.model = "));
        Assert.Equal("'lift'", await After("project = "));
        Assert.Equal("'running'", await After("state = ru"));
        Assert.Equal("options.", await After("seed = 1 and opt"));
        Assert.Equal("in ( | ilike | like | ilike", await After("name i") + " | " + await After("name li") + " | " + await After("name il"));
    }

    private static KnownRun Run(int i) => new(RandomRuns.Identifier(i), "a", "lift") { State = "running" };

    private static Dictionary<string, JsonElement> Json(string options) => JsonElement.Parse(options).EnumerateObject().ToDictionary(option => option.Name, option => option.Value);
}
