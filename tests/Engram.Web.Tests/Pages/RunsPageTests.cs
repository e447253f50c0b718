using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Engram.Testing;

namespace Engram.Web.Tests.Pages;

public sealed class RunsPageTests(EngramInstance engram)
{
    [Fact]
    public async Task The_address_says_which_runs_are_shown_and_a_click_on_a_head_sorts_them()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 2 }, seeds: "0..2", project: "on the page of runs");
        var filter = Uri.EscapeDataString($"studyId = '{study}' and not seed = 1");
        var page = await PageAsync($"/runs?filter={filter}&orderBy=seed&columns=options.steps");

        Assert.Equal(["0", "2"], Column(page, 5));
        Assert.Equal(["2", "2"], Column(page, 7));
        Assert.Contains("2 runs", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var head = page.QuerySelectorAll("thead th").Single(one => one.TextContent.StartsWith("Seed", StringComparison.Ordinal));
        Assert.Equal("ascending", head.GetAttribute("aria-sort"));
        var turned = await PageAsync(head.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal(["2", "0"], Column(turned, 5));
        Assert.Equal("on the page of runs", turned.QuerySelector("tbody tr")!.Children[4].TextContent);
        Assert.Equal("steps", turned.QuerySelectorAll("thead th")[7].TextContent.Trim());
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_shows_its_place()
    {
        var page = await PageAsync("/runs?filter=seed%20%3D%201%20and%20metric.x%20%3D%202");
        Assert.Equal("seed = 1 and metric.x = 2\n             ^", page.QuerySelector("#filter-fault pre")!.TextContent);
        Assert.Contains("Did you mean 'metrics'?", page.QuerySelector("#filter-fault p")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("14", page.QuerySelector("form[data-fault]")!.GetAttribute("data-fault"));
        Assert.Equal("true", page.QuerySelector("#filter")!.GetAttribute("aria-invalid"));
        Assert.Null(page.QuerySelector("tbody"));
    }

    [Theory]
    [InlineData("/runs?orderBy=nme", "Did you mean 'name'?"), InlineData("/runs?columns=seed", "is in every answer"), InlineData("/runs?filter=name%20~%20'%28'", "regular expression")]
    [InlineData("/runs?filtr=x", "Did you mean 'filter'?"), InlineData("/runs?after=zz", "where a page ended"), InlineData("/runs?project=zz", "identifier")]
    public async Task What_an_address_says_wrongly_is_told(string address, string words) =>
        Assert.Contains(words, (await PageAsync(address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task Pages_lead_forth_and_back()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0..60");
        var first = await PageAsync($"/runs?filter={Uri.EscapeDataString($"studyId = '{study}'")}&orderBy=seed");
        Assert.Contains("50 of 61 runs", first.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Null(first.QuerySelector("a[rel=prev]"));
        var second = await PageAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(Enumerable.Range(50, 11).Select(seed => $"{seed}"), Column(second, 5));
        Assert.Null(second.QuerySelector("a[rel=next]"));
        var back = await PageAsync(second.QuerySelector("a[rel=prev]")!.GetAttribute("href")!);
        Assert.Equal(Column(first, 5), Column(back, 5));
        Assert.Null(back.QuerySelector("a[rel=prev]"));
        Assert.NotNull(back.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task Columns_are_found_and_chosen_by_links()
    {
        await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var page = await PageAsync("/runs?find=ste&columns=options.goal");
        var link = page.QuerySelectorAll("details a").Single(one => one.TextContent == "options.steps");
        var chosen = await PageAsync(link.GetAttribute("href")!);
        Assert.Equal(["goal", "steps"], chosen.QuerySelectorAll("thead th").Skip(7).Select(head => head.TextContent.Trim()));
        Assert.DoesNotContain(page.QuerySelectorAll("details a"), one => one.TextContent == "options.pauseMs");
    }

    [Fact]
    public async Task A_run_from_outside_stands_in_the_list()
    {
        var made = await engram.PostAsync("/api/v1/runs", new JsonObject { ["external"] = true, ["project"] = "outside the page", ["name"] = "mine", ["options"] = new JsonObject { ["lr"] = "0.5" } });
        Assert.True(made.Status == 201, made.Text);
        var page = await PageAsync("/runs?filter=name%20%3D%20'mine'%20and%20options.lr%20%3E%200.4&columns=options.lr");
        var row = page.QuerySelector($"#run-{made.Id}")!;
        Assert.Contains("external", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("0.5", row.Children[^1].TextContent);
    }

    private static string[] Column(IDocument page, int index) => [.. page.QuerySelectorAll("tbody tr").Select(row => row.Children[index].TextContent)];

    private async Task<IDocument> PageAsync(string address)
    {
        var answer = await engram.GetAsync(address);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Text}");
        return Html.Parse(answer.Text);
    }
}
