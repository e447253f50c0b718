using Engram.Testing;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class ForestChartTests
{
    private static readonly ForestRow Gd = new("GD", 12, 8, 16, 3) { Position = 0, Scores = [9, 11, 16], Published = 22.784 };
    private static readonly ForestRow MetaGd = new("MetaGD <reload>", 1.26, 1.1, 1.5, 3) { Position = 9, Scores = [1.1, 1.2, 1.48], Remark = "holds" };

    [Fact]
    public Task Draws_estimates_intervals_seeds_and_what_was_published() => Approved.Text(Markup.OfAsync<ForestChart>(Parameters([Gd, MetaGd])), "two-rows");

    [Fact]
    public async Task A_larger_estimate_lies_farther_right()
    {
        var circles = Html.Parse(await Draw([Gd, MetaGd])).QuerySelectorAll("circle").Select(circle => double.Parse(circle.GetAttribute("cx")!.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(circles[0] > circles[1]);
    }

    [Fact]
    public async Task Numbers_that_have_no_place_are_counted_and_stay_in_the_table()
    {
        var chart = Html.Parse(await Draw([Gd, new ForestRow("diverged", double.PositiveInfinity, double.NaN, double.NaN, 1) { Scores = [double.PositiveInfinity] }]));
        Assert.Contains("2 numbers cannot stand on this axis", chart.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("∞", chart.QuerySelectorAll("tbody tr")[1].QuerySelector("td")!.TextContent);
        Assert.Single(chart.QuerySelectorAll("circle"));
    }

    [Fact]
    public async Task An_interval_that_reaches_below_zero_runs_to_the_edge_of_a_logarithmic_axis()
    {
        var row = new ForestRow("few seeds", 2, -0.7, 5, 3);
        var chart = Html.Parse(await Html.OfAsync<ForestChart>(new() { ["Title"] = "First 500 ms", ["Rows"] = new[] { row, Gd }, ["IsLogarithmic"] = true }));
        Assert.Equal("0%", chart.QuerySelectorAll("line.interval")[0].GetAttribute("x1"));
        Assert.NotEqual("0%", chart.QuerySelectorAll("line.interval")[1].GetAttribute("x1"));
        Assert.Contains("reaches to 0 or below", chart.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
    }

    private static Task<string> Draw(ForestRow[] rows) => Html.OfAsync<ForestChart>(Parameters(rows));

    private static Dictionary<string, object?> Parameters(ForestRow[] rows) => new() { ["Title"] = "First 500 ms", ["Rows"] = rows, ["Reference"] = 0.0 };
}
