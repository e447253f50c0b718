using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Engram.EndToEnd;

/// <summary>What holds for every page, on a desk and in the hand, by day and by night.</summary>
public sealed class EveryPageTests(Instance engram)
{
    private static readonly Lock Once = new();
    private static Task<(string Study, string Run)>? _shown;

    public static TheoryData<string> Pages =>
    [
        "/", "/experiments", "/experiments/sequential-lift", "/studies/new", "/studies/new?experiment=sequential-lift&preset=quick", "/workers", "/bin", "/not-found", "/runs", "/runs?filter=seed%20%3D%201%20adn", "/runs?find=loss&orderBy=name",
        "/studies/{study}", "/studies/{study}/compare", "/runs/{run}", "/runs/{run}?align=task", "/runs/{run}/memory?with=1",
    ];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_accessible_fits_and_leaves_the_browser_content(string template)
    {
        var (study, run) = await ShownAsync();
        var address = template.Replace("{study}", study, StringComparison.Ordinal).Replace("{run}", run, StringComparison.Ordinal);
        foreach (var (width, scheme) in new[] { (1440, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var visit = await engram.VisitAsync(width, scheme);
            await visit.Page.GotoAsync(address);
            await Assertions.Expect(visit.Page.Locator("[data-plot]:empty")).ToHaveCountAsync(0, new() { Timeout = 30_000 }); // every chart is drawn
            await visit.AssertFitsAsync();
            await visit.AssertAccessibleAsync();
            visit.AssertContent();
        }
    }

    // An axis is drawn once, above the rows that it is the axis of.
    [Theory, InlineData(1440), InlineData(390)]
    public async Task An_axis_is_as_wide_as_what_is_drawn_below_it(int width)
    {
        var (study, _) = await ShownAsync();
        await using var visit = await engram.VisitAsync(width);
        await visit.Page.GotoAsync($"/studies/{study}/compare");
        var places = await visit.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll("table:has(td.plot)")].map(table => [...table.querySelectorAll(".plot > svg")]
              .map(svg => svg.getBoundingClientRect()).map(place => `${Math.round(place.left)} ${Math.round(place.width)}`))
              .map(places => [...new Set(places)].join(", "))
            """);
        Assert.NotEmpty(places);
        Assert.DoesNotContain(places, place => place.Contains(','));
    }

    [Theory, InlineData(ColorScheme.Light, "rgb(255, 255, 255)"), InlineData(ColorScheme.Dark, "rgb(28, 32, 34)")]
    public async Task The_APIs_page_has_the_systems_colours(ColorScheme scheme, string ground)
    {
        await using var visit = await engram.VisitAsync(scheme: scheme);
        await visit.Page.GotoAsync("/docs");
        await Assertions.Expect(visit.Page.GetByText("Puts a project with its studies")).ToBeVisibleAsync();
        Assert.Equal(ground, await visit.Page.EvaluateAsync<string>(
            "[document.body, document.documentElement].map(one => getComputedStyle(one).backgroundColor).find(colour => colour !== 'rgba(0, 0, 0, 0)') ?? 'rgb(255, 255, 255)'"));
        visit.AssertContent();
    }

    // One study for all of them: four conditions, three seeds, with memories.
    private Task<(string Study, string Run)> ShownAsync()
    {
        lock (Once) return _shown ??= MakeAsync();
    }

    private async Task<(string Study, string Run)> MakeAsync()
    {
        var study = await engram.StudyAsync("sequential-lift", "smoke", "0..2");
        var runs = JsonNode.Parse(await engram.Http.GetStringAsync($"/api/v1/runs?study={study}&limit=100"))!["items"]!.AsArray();
        return (study, runs.First(run => run!["condition"]!.ToString().StartsWith("MetaGD reload", StringComparison.Ordinal))!["id"]!.GetValue<string>());
    }
}
