using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Runs;

public sealed class RunListsTests(EngramInstance engram)
{
    private const string Address = "/api/v1/runs";

    [Fact]
    public async Task Runs_are_filtered_ordered_paged_counted_and_bring_columns_along()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 3 }, seeds: "0..6");
        var filter = Uri.EscapeDataString($"studyId = '{study}' and options.steps = 3 and seed between 1 and 5 and not seed = 4");
        var address = $"{Address}?filter={filter}&orderBy=seed%20desc&columns=options.steps,metrics.absent.min&count=true&limit=3";

        var first = await engram.GetAsync(address);
        Assert.Equal([5, 3, 2], first.Items.Select(run => run["seed"]!.GetValue<int>()));
        Assert.Equal((4, true), (first.Json["count"]!.GetValue<int>(), first.Json["countIsExact"]!.GetValue<bool>()));
        Assert.All(first.Items, run => Assert.Equal("""{"options.steps":3}""", run["columns"]!.ToJsonString()));
        var last = await engram.GetAsync($"{address}&cursor={first.Json["nextCursor"]}");
        Assert.Equal(1, Assert.Single(last.Items)["seed"]!.GetValue<int>());
        Assert.Null(last.Json["nextCursor"]);

        (await engram.GetAsync($"{Address}?orderBy=name&cursor={first.Json["nextCursor"]}")).Refused(400);
    }

    [Fact]
    public async Task Metrics_come_with_the_bits_they_were_recorded_with()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 3 }, seeds: "0");
        var run = (await engram.RunsAsync(study))[0];
        var series = (await engram.GetAsync($"{Address}/{run}/metrics")).Json.AsArray()[0]!;
        var key = (series["task"] is { } task ? $"{task}/" : "") + series["key"];
        var columns = (await engram.GetAsync($"{Address}?study={study}&columns={Uri.EscapeDataString($"metrics.'{key}'.mean")}")).Items[0]["columns"]!.AsObject();
        Assert.Equal(series["mean"]!.GetValue<double>(), Assert.Single(columns).Value!.GetValue<double>());
    }

    [Fact]
    public async Task Everything_wrong_with_a_search_is_told_at_once_with_its_column() => Assert.Equal(
        """
        filter: Column 12: There is no field 'metric'. Did you mean 'metrics'?
        columns: Column 1: 'name' is in every answer; the list is for options, metrics and tags.
        orderBy: Column 6: Found 'des' where asc, desc or the end is expected. Did you mean 'desc'?
        """,
        (await engram.GetAsync($"{Address}?filter={Uri.EscapeDataString("seed=1 and metric.x=2")}&columns=name&orderBy=name%20des")).Errors, ignoreLineEndingDifferences: true);

    [Theory]
    [InlineData("(("), InlineData("a**"), InlineData("[z-a]"), InlineData("\\")]
    public async Task A_regular_expression_that_is_none_is_the_callers_mistake(string expression) => Assert.StartsWith("filter: A regular expression (~) is not valid: ",
        (await engram.GetAsync($"{Address}?count=true&filter={Uri.EscapeDataString($"name ~ '{expression}'")}")).Errors, StringComparison.Ordinal);

    [Theory]
    [InlineData("zz"), InlineData("e30"), InlineData("bnVsbA"), InlineData("W10"), InlineData("eyJPcmRlciI6InNlZWQiLCJQaGFzZSI6MCwiSWQiOiIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCIsIktpbmQiOiJzIiwiS2V5IjoieCJ9")]
    public async Task A_cursor_that_was_never_given_out_is_refused(string cursor) =>
        Assert.Contains("the nextCursor of an earlier answer", (await engram.GetAsync($"{Address}?cursor={cursor}")).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task A_place_in_a_filter_is_completed()
    {
        await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var text = "seed = 1 and options.ste > 1";
        var answer = (await engram.GetAsync($"{Address}/completions?filter={Uri.EscapeDataString(text)}&at=24")).Json;
        Assert.Equal(13, answer["from"]!.GetValue<int>());
        Assert.Contains(answer["items"]!.AsArray(), item => item!["text"]!.GetValue<string>() == "options.steps" && item["kind"]!.GetValue<string>() == "option");
        Assert.Empty((await engram.GetAsync($"{Address}/completions?filter=nme%20%3D%20")).Json["items"]!.AsArray());
    }
}
