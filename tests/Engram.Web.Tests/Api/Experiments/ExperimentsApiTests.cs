namespace Engram.Web.Tests.Api.Experiments;

public sealed class ExperimentsApiTests(EngramInstance engram)
{
    [Fact]
    public async Task The_catalogue_lists_every_experiment_with_its_question()
    {
        var all = (await engram.GetAsync("/api/v1/experiments")).Json.AsArray();
        Assert.Equal(["rosenbrock", "sequential-lift", "walk"], all.Select(one => one!["name"]!.GetValue<string>()));
        Assert.All(all, one => Assert.EndsWith("?", one!["question"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_experiment_gives_its_options_as_JSON_Schema()
    {
        var walk = (await engram.GetAsync("/api/v1/experiments/walk")).Json;
        var goal = walk["options"]!["properties"]!["goal"]!;
        Assert.Equal(("number", -1e6, 1e6, 1.0), (goal["type"]!.GetValue<string>(), goal["minimum"]!.GetValue<double>(),
            goal["maximum"]!.GetValue<double>(), goal["default"]!.GetValue<double>()));
        Assert.False(walk["options"]!["additionalProperties"]!.GetValue<bool>());
        Assert.Equal(["out", "back"], walk["tasks"]!.AsArray().Select(task => task!["name"]!.GetValue<string>()));
        Assert.Equal("-Infinity", walk["claims"]![0]!["expectations"]![0]!["low"]!.GetValue<string>());
        Assert.Equal("Table 1", walk["tables"]![0]!["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_misspelt_name_is_answered_with_the_nearest_one() =>
        Assert.Contains("Did you mean 'sequential-lift'?", (await engram.GetAsync("/api/v1/experiments/sequential-lft")).Refused(404),
            StringComparison.Ordinal);
}
