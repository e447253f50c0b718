using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Live;

public sealed class EventsApiTests(EngramInstance engram)
{
    [Fact]
    public async Task A_listener_hears_what_happens_to_its_study_and_nothing_else()
    {
        var other = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 5, ["steps"] = 50 }, seeds: "0", waits: false);
        var study = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 20, ["steps"] = 20 }, seeds: "0", waits: false);
        var (kinds, last) = await ListenAsync($"?study={study}", item => item["state"]?.GetValue<string>() == "succeeded", item =>
            Assert.Equal(study, item["study"]!.GetValue<string>()));
        Assert.Equal("alive", kinds[0]);
        Assert.Superset(new HashSet<string> { "state", "tasks", "series", "checkpoints" }, kinds.ToHashSet());
        Assert.Equal((await engram.RunsAsync(study))[0], last["run"]!.GetValue<string>());
        Assert.NotEqual(other, last["study"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_listener_can_name_runs()
    {
        var study = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 20 }, seeds: "0..1", waits: false);
        var run = (await engram.RunsAsync(study))[1];
        var (_, last) = await ListenAsync($"?run={run}", item => item["state"]?.GetValue<string>() == "succeeded", item =>
            Assert.Equal(run, item["run"]!.GetValue<string>()));
        Assert.Equal(run, last["run"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_listener_that_leaves_is_forgotten()
    {
        using (var response = await engram.Http.GetAsync($"/api/v1/events?run={new string('1', 32)}",
            HttpCompletionOption.ResponseHeadersRead)) Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var feed = engram.Services.GetRequiredService<Engram.Tracking.Runs.EventFeed>();
        await EngramInstance.UntilAsync(() => Task.FromResult(feed.Subscribers <= 2)); // Those of the other tests here.
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_its_listeners()
    {
        await using var database = await engram.Postgres.CreateDatabaseAsync();
        var host = EngramInstance.Host(database.ConnectionString);
        host.StartServer();
        using var http = host.CreateClient();
        using var response = await http.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        await host.Services.GetRequiredService<IHost>().StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token)
            .WaitAsync(TimeSpan.FromSeconds(10));
        await host.DisposeAsync();
    }

    private async Task<(List<string> Kinds, JsonNode Last)> ListenAsync(string query, Func<JsonNode, bool> isLast, Action<JsonNode> each)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var response = await engram.Http.GetAsync($"/api/v1/events{query}", HttpCompletionOption.ResponseHeadersRead, patience.Token);
        List<string> kinds = [];
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(patience.Token)).EnumerateAsync(patience.Token))
        {
            kinds.Add(item.EventType);
            if (item.EventType is "alive" or "missed") continue;
            var happened = JsonNode.Parse(item.Data)!;
            each(happened);
            if (isLast(happened)) return (kinds, happened);
        }
        throw new InvalidOperationException("The stream ended before what was waited for.");
    }
}
