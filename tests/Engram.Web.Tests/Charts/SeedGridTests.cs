using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class SeedGridTests
{
    [Fact]
    public Task Draws_a_cell_for_each_run_and_a_hole_for_each_missing_one() => Approved.Text(Markup.OfAsync<SeedGrid>(Parameters), "two-conditions");

    [Fact]
    public async Task A_screen_reader_hears_what_the_colours_say()
    {
        var grid = Html.Parse(await Html.OfAsync<SeedGrid>(Parameters));
        Assert.Equal(
            ["Seed 0: succeeded", "Seed 7: failed, the <loss> is NaN", "Seed 0: running, 40 %, light", "Seed 7: missing"],
            grid.QuerySelectorAll("td.seed a, td.seed svg[role]").Select(cell => cell.GetAttribute("aria-label")!));
    }

    private static readonly Dictionary<string, object?> Parameters = new()
    {
        ["Seeds"] = new long[] { 0, 7 },
        ["Rows"] = new SeedGridRow[]
        {
            new(0, "GD", new Dictionary<long, SeedGridCell> { [0] = new("/runs/a", RunState.Succeeded, 1, ""), [7] = new("/runs/b", RunState.Failed, 0.3, "the <loss> is NaN") }),
            new(1, "MetaGD", new Dictionary<long, SeedGridCell> { [0] = new("/runs/c", RunState.Running, 0.4, "light") }),
        },
    };
}
