using Engram.Testing;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class MemoryChartTests
{
    private static readonly MemoryCurve Learned = new("light, step 40", [-1, -0.5, 0, 0.5, 1], [0.001, 0.002, 0.01, 0.004, 0.001], [-1, 0, 1], [0.001, 0.01, 0.001]);

    [Fact]
    public Task Draws_rates_over_derivatives_with_the_local_models_as_dots() => Approved.Text(Markup.OfAsync<MemoryChart>(Parameters(overlay: null)), "one");

    [Fact]
    public async Task A_second_checkpoint_is_laid_over_and_widens_the_axis()
    {
        var alone = Html.Parse(await Draw(overlay: null));
        var both = Html.Parse(await Draw(Learned with { Rates = [1, 1, 1, 1, 1], Values = [1, 1, 1] }));
        Assert.Single(alone.QuerySelectorAll("polyline"));
        Assert.Equal(2, both.QuerySelectorAll("polyline").Length);
        Assert.Equal(6, both.QuerySelectorAll("circle").Length);
        Assert.NotEqual(alone.QuerySelector("polyline")!.GetAttribute("points"), both.QuerySelector(".current polyline")!.GetAttribute("points"));
    }

    [Fact]
    public async Task The_curve_is_told_in_words()
    {
        var label = Html.Parse(await Draw(overlay: null)).QuerySelector("svg[role=img]")!.GetAttribute("aria-label");
        Assert.Equal("Layer 1, light, step 40: rates from 0.001 to 0.01 over partial derivatives from −1 to 1; began at 0.001.", label);
    }

    private static Task<string> Draw(MemoryCurve? overlay) => Html.OfAsync<MemoryChart>(Parameters(overlay));

    private static Dictionary<string, object?> Parameters(MemoryCurve? overlay) =>
        new() { ["Title"] = "Layer 1", ["Curve"] = Learned, ["Overlay"] = overlay, ["InitialRate"] = 0.001 };
}
