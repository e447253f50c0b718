using Engram.Testing;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class LineageChartTests
{
    private static readonly LineageBox[] Nodes =
    [
        new("r/0", "no-object", "seed 0", "/runs/r", true), new("r/1", "light", "seed 0", "/runs/r", true), new("r/2", "heavy", "seed 0", "/runs/r", true),
        new("q/0", "light", "another run, seed 4", "/runs/q", false),
    ];

    private static readonly LineageArrow[] Edges = [new("r/0", "r/1", ["memory", "network"]), new("r/1", "r/2", ["memory"]), new("r/0", "q/0", ["memory"])];

    [Fact]
    public Task Draws_tasks_as_boxes_and_transfers_as_arrows() =>
        Approved.Text(Markup.OfAsync<LineageChart>(new() { ["Nodes"] = Nodes, ["Edges"] = Edges }), "sequence");

    [Fact]
    public void Whatever_started_from_something_stands_to_its_right()
    {
        var layout = new LineageLayout(Nodes, Edges);
        Assert.All(Edges, edge => Assert.True(layout.Place(edge.From).X < layout.Place(edge.To).X));
        Assert.Equal(Nodes.Length, Nodes.Select(node => layout.Place(node.Key)).Distinct().Count());
    }

    [Fact]
    public void A_circle_in_the_data_does_not_hang_the_page()
    {
        var layout = new LineageLayout(Nodes, [new("r/0", "r/1", ["memory"]), new("r/1", "r/0", ["memory"])]);
        Assert.NotEqual(layout.Place("r/0"), layout.Place("r/1"));
    }
}
