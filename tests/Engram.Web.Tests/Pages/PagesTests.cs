using System.Globalization;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Engram.Testing;

namespace Engram.Web.Tests.Pages;

/// <summary>Pages as a browser without JavaScript gets them.</summary>
public sealed class PagesTests(EngramInstance engram)
{
    [Theory, InlineData("/"), InlineData("/experiments"), InlineData("/experiments/walk"), InlineData("/workers"), InlineData("/bin"), InlineData("/runs"), InlineData("/studies/new"), InlineData("/studies/new?experiment=walk&preset=smoke")]
    public async Task A_page_has_one_heading_a_title_and_nothing_inline(string address)
    {
        var page = await PageAsync(address);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.EndsWith(" · Engram", page.Title, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[style], script:not([src]), style"));
        Assert.DoesNotContain(page.All, element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
    }

    [Theory, InlineData("/nowhere"), InlineData("/studies/00000000000000000000000000000000"), InlineData("/studies/00000000000000000000000000000000/compare"),
     InlineData("/runs/00000000000000000000000000000000"), InlineData("/runs/00000000000000000000000000000000/memory"), InlineData("/experiments/nothing"), InlineData("/runs/dog")]
    public async Task What_is_not_there_is_said_in_words(string address)
    {
        var answer = await engram.GetAsync(address);
        Assert.Equal(404, answer.Status);
        Assert.Equal("There is nothing at this address", Html.Parse(answer.Text).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_page_answers_HEAD_without_a_body()
    {
        var answer = await engram.SendContentAsync(HttpMethod.Head, "/experiments", null);
        Assert.Equal((200, 0, "text/html"), (answer.Status, answer.Bytes.Length, answer.MediaType));
    }

    [Fact]
    public async Task A_page_lets_the_browser_run_nothing_but_our_files()
    {
        var policy = (await engram.GetAsync("/")).Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_a_page_names_is_there()
    {
        var page = await PageAsync("/");
        foreach (var address in page.QuerySelectorAll("link[href], script[src], img[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
        {
            Assert.Equal(200, (await engram.GetAsync("/" + address.TrimStart('/'))).Status);
        }
        Assert.Equal(200, (await engram.GetAsync("/Charts/CurvesChart.razor.js")).Status);
    }

    [Fact]
    public async Task A_study_is_found_in_the_list_by_name_project_and_experiment()
    {
        var study = await engram.WalkAsync(seeds: "0", waits: false, project: "found in lists");
        var row = (await PageAsync("/?search=Walk&experiment=walk")).QuerySelector($"a[href='/studies/{study}']");
        Assert.NotNull(row);
        Assert.Null((await PageAsync("/?search=50%25")).QuerySelector("table"));
        Assert.Equal("No study fits", (await PageAsync("/?search=no%20such%20name")).QuerySelector("main h2")!.TextContent);
    }

    [Fact]
    public async Task A_study_shows_its_runs_its_tables_and_its_verdicts()
    {
        var study = await engram.WalkAsync(grid: new() { ["goal"] = new JsonArray(1, 2) });
        var page = await PageAsync($"/studies/{study}");
        Assert.Equal(6, page.QuerySelectorAll("td.seed a.succeeded").Length);
        Assert.Empty(page.QuerySelectorAll("[data-live]"));
        // Mean of 1.000, 1.001, 1.002; the source printed 1.5; nobody fell.
        Assert.Equal(["1.001", "[0.9985, 1.003]", "1.5", "–"], Cells(page, "near", "out")[..4]);
        Assert.Equal(
            ["near-is-nearer holds", "far-is-nearer fails", "third-way undecided", "in-range holds"],
            page.QuerySelectorAll("details[id^=claim-]").Select(claim => $"{claim.Id!["claim-".Length..]} {claim.QuerySelector(".verdict")!.TextContent.Trim()}"));
    }

    [Fact]
    public async Task A_failed_run_shows_its_error_its_stack_and_its_seed_and_offers_a_retry()
    {
        var study = await engram.WalkAsync(new() { ["falls"] = true }, seeds: "7");
        var page = await PageAsync($"/runs/{(await engram.RunsAsync(study)).Single()}");
        var error = page.QuerySelector(".error")!;
        Assert.Contains("It fell over a stone.", error.TextContent, StringComparison.Ordinal);
        Assert.Contains("WalkExperiment", error.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Seed 7", error.TextContent, StringComparison.Ordinal);
        Assert.Equal("Retry", page.QuerySelector("form:not([hidden]) button:not([name=theme])")!.TextContent);
    }

    [Fact]
    public async Task A_run_draws_what_it_recorded_and_marks_what_no_line_goes_through()
    {
        var study = await engram.WalkAsync(seeds: "0");
        var run = (await engram.RunsAsync(study)).Single();
        var page = await PageAsync($"/runs/{run}");
        Assert.Equal(["position", "odd"], page.QuerySelectorAll("figure .title").Take(2).Select(title => title.TextContent.Trim()));

        var odd = (await engram.GetAsync($"/runs/{run}/curves?chart=odd&align=task")).Json["lines"]![0]!;
        Assert.Equal([3L, 4, 5, 6, 7], odd["x"]!.AsArray().Select(step => step!.GetValue<long>()));
        Assert.Equal((1, 1, 1), (Sum(odd, "nan"), Sum(odd, "up"), Sum(odd, "down")));
    }

    [Fact]
    public async Task Steps_are_counted_over_the_run_or_from_each_tasks_start()
    {
        var study = await engram.WalkAsync(seeds: "0");
        var run = (await engram.RunsAsync(study)).Single();
        var whole = (await engram.GetAsync($"/runs/{run}/curves?chart=position")).Json;
        var tasks = (await engram.GetAsync($"/runs/{run}/curves?chart=position&align=task")).Json;
        Assert.Equal(["out", "back"], whole["borders"]!.AsArray().Select(border => border!["label"]!.GetValue<string>()));
        Assert.Single(whole["lines"]!.AsArray());
        Assert.Equal(["position@out", "position@back"], tasks["lines"]!.AsArray().Select(line => line!["key"]!.GetValue<string>()));
        Assert.All(tasks["lines"]!.AsArray(), line => Assert.Equal(0, line!["x"]![0]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_zoom_brings_the_points_of_the_window()
    {
        var study = await engram.WalkAsync(new() { ["steps"] = 5_000 }, seeds: "0");
        var run = (await engram.RunsAsync(study)).Single();
        var whole = (await engram.GetAsync($"/runs/{run}/curves?chart=position&points=200")).Json;
        var window = (await engram.GetAsync($"/runs/{run}/curves?chart=position&points=200&from=100&to=160")).Json;
        Assert.True(whole["drawn"]!.GetValue<long>() < whole["total"]!.GetValue<long>());
        Assert.Equal(Enumerable.Range(100, 61).Select(step => (long)step), window["lines"]![0]!["x"]!.AsArray().Select(step => step!.GetValue<long>()));
    }

    [Fact]
    public async Task Curves_over_seeds_say_how_many_seeds_stand_behind_each_point()
    {
        var study = await engram.WalkAsync(seeds: "0..3");
        var line = (await engram.GetAsync($"/studies/{study}/curves?metric=position&task=out")).Json["lines"]![0]!;
        Assert.All(line["n"]!.AsArray(), n => Assert.Equal(4, n!.GetValue<int>()));
        // At the last step the walk of seed s is at 1 + s/1000.
        Assert.Equal(1.0015, line["y"]!.AsArray()[^1]!.GetValue<double>(), 9);
        Assert.True(line["low"]!.AsArray()[^1]!.GetValue<double>() < 1.0015);
    }

    [Fact]
    public async Task What_a_comparisons_address_says_in_vain_is_told()
    {
        var study = await engram.WalkAsync(seeds: "0");
        var page = await PageAsync($"/studies/{study}/compare?score=score&statistic=%3Cmode%3E");
        Assert.Equal("statistic takes mean, median or iqm; given was \"<mode>\".", page.QuerySelector("main [role=status] li")!.TextContent);
    }

    [Fact]
    public async Task A_comparison_pairs_conditions_by_seed_and_keeps_to_its_address()
    {
        var study = await engram.WalkAsync(grid: new() { ["goal"] = new JsonArray(1, 2) });
        var page = await PageAsync($"/studies/{study}/compare?score=score&task=out&statistic=median");
        Assert.Equal("median", page.QuerySelector("select[name=statistic] option[selected]")!.TextContent);
        var rows = page.QuerySelectorAll("section").Single(section => section.QuerySelector("h2")!.TextContent == "Differences").QuerySelectorAll("tbody tr");
        var difference = Assert.Single(rows);
        var table = difference.Closest("table")!;
        Assert.Equal(["median", "95 % interval (bootstrap)"], table.QuerySelectorAll("thead th.number").Take(2).Select(head => head.TextContent.Trim()));
        Assert.StartsWith("The median of the differences seed by seed", table.QuerySelector("caption")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("main [role=status]"));
        Assert.Equal("1", difference.QuerySelector("td.number")!.TextContent); // 2 + s/1000 − (1 + s/1000), whatever the seed
        Assert.Equal("6 of 6 planned runs take part.", page.QuerySelector("main p.quiet")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_comparison_says_which_runs_are_missing_and_why()
    {
        var study = await engram.WalkAsync(grid: new() { ["falls"] = new JsonArray(false, true) }, seeds: "0..2");
        var page = await PageAsync($"/studies/{study}/compare");
        Assert.Contains("3 of 6 planned runs take part.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("failed: seeds 0..2", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_without_results_says_what_to_wait_for()
    {
        var study = await engram.WalkAsync(new() { ["pauseMs"] = 10_000 }, seeds: "0", waits: false);
        Assert.Contains("Nothing to compare yet", (await PageAsync($"/studies/{study}/compare")).Body!.TextContent, StringComparison.Ordinal);
        var page = await PageAsync($"/studies/{study}");
        Assert.Contains("No results yet", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll("[data-live]"));
        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
    }

    [Fact]
    public async Task Each_part_that_lives_is_served_alone_as_it_stands_in_its_page()
    {
        var study = await engram.WalkAsync(new() { ["pauseMs"] = 10_000 }, seeds: "0", waits: false);
        var run = (await engram.RunsAsync(study)).Single();
        foreach (var address in new[] { $"/studies/{study}", $"/runs/{run}", "/workers" })
        {
            foreach (var part in (await PageAsync(address)).QuerySelectorAll("[data-live]"))
            {
                var alone = (await PageAsync(part.GetAttribute("data-fragment")!)).Body!.FirstElementChild!;
                Assert.Equal(part.LocalName, alone.LocalName);
                Assert.Equal(part.GetAttribute("data-fragment"), alone.GetAttribute("data-fragment"));
                Assert.Equal(part.GetAttribute("data-live"), alone.GetAttribute("data-live"));
                Assert.Equal(part.QuerySelectorAll("form").Select(form => form.GetAttribute("action")), alone.QuerySelectorAll("form").Select(form => form.GetAttribute("action")));
            }
        }
        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
    }

    private static int Sum(JsonNode line, string kind) => line["marks"]!.AsArray().Sum(mark => mark![kind]!.GetValue<int>());

    private static string[] Cells(IDocument page, string group, string task) =>
        [.. page.QuerySelectorAll("tbody").Single(body => body.QuerySelector("th[scope=rowgroup]")?.TextContent == group).QuerySelectorAll("tr")
            .Single(row => row.QuerySelector("th[scope=row]")!.TextContent == task).QuerySelectorAll("td").Select(cell => cell.TextContent.Trim())];

    private async Task<IDocument> PageAsync(string address)
    {
        var answer = await engram.GetAsync(address);
        Assert.True(answer.Status == 200, string.Create(CultureInfo.InvariantCulture, $"{address} answered {answer.Status}."));
        return Html.Parse(answer.Text);
    }
}
