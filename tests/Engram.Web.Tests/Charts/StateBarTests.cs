using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class StateBarTests
{
    [Fact]
    public Task Draws_states_from_done_to_waiting() => Approved.Text(Markup.OfAsync<StateBar>(new()
    {
        ["Runs"] = new Dictionary<RunState, int> { [RunState.Queued] = 5, [RunState.Succeeded] = 62, [RunState.Failed] = 1, [RunState.Running] = 2 },
    }), "mixed");

    [Fact]
    public async Task Says_when_there_is_nothing()
    {
        var bar = Html.Parse(await Html.OfAsync<StateBar>(new() { ["Runs"] = new Dictionary<RunState, int>() }));
        Assert.Equal("No runs", bar.QuerySelector("svg")!.GetAttribute("aria-label"));
        Assert.Empty(bar.QuerySelectorAll("rect"));
    }
}
