using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.EndToEnd;

/// <summary>What one can see in the charts of a run.</summary>
public sealed class CurvesTests(Instance engram)
{
    [Theory, InlineData(1440, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task Where_the_prediction_meets_what_is_measured_both_are_seen(int width, ColorScheme scheme)
    {
        var study = await engram.StudyAsync("sequential-lift", "smoke", "0");
        await using var visit = await engram.VisitAsync(width, scheme);
        await visit.Page.GotoAsync($"/studies/{study}");
        await visit.Page.GotoAsync((await visit.Page.GetByRole(AriaRole.Grid).Locator("a").Last.GetAttributeAsync("href"))!);
        var figure = visit.Page.Locator("figure[data-source*='chart=torque']");
        await Expect(figure.Locator("canvas")).ToBeVisibleAsync();

        // The shares of columns of pixels, in the last third, in which there is blue (measured) and in which there is brown (predicted).
        var shares = await figure.Locator("canvas").EvaluateAsync<double[]>("""
            canvas => {
              const from = Math.round(canvas.width * 2 / 3), columns = Math.round(canvas.width * 0.95) - from;
              const { data } = canvas.getContext("2d").getImageData(from, 0, columns, canvas.height);
              const share = is => [...Array(columns).keys()].filter(x => [...Array(canvas.height).keys()].some(y => is(...data.subarray(4 * (y * columns + x), 4 * (y * columns + x) + 4)))).length / columns;
              return [share((r, g, b, a) => a > 90 && b > r + 50), share((r, g, b, a) => a > 90 && r > b + 50)];
            }
            """);
        Assert.All(shares, share => Assert.InRange(share, 0.95, 1));
        visit.AssertContent();
    }
}
