using Engram.Testing;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class PathChartTests
{
    private static readonly Dictionary<string, object?> Parameters = new()
    {
        ["Title"] = "x",
        ["AcrossName"] = "x/1",
        ["UpName"] = "x/2",
        ["Paths"] = new PathLine[] { new("run-1", [(1.5, -0.5), (0.7, 0.4), (0.8, 0.6)]), new("run-2", []) },
    };

    [Fact]
    public Task Draws_where_each_task_began_went_and_ended() => Approved.Text(Markup.OfAsync<PathChart>(Parameters), "two-tasks");

    [Fact]
    public async Task Says_where_it_began_and_ended() => Assert.Equal(
        "run-1 from (1.5, −0.5) to (0.8, 0.6)", Html.Parse(await Html.OfAsync<PathChart>(Parameters)).QuerySelector("svg[role=img]")!.GetAttribute("aria-label"));
}
