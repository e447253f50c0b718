using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Workers;

public sealed class WorkersApiTests(EngramInstance engram)
{
    [Fact]
    public async Task A_worker_shows_what_it_works_on()
    {
        var study = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0", waits: false);
        var run = (await engram.RunsAsync(study))[0];
        JsonNode? held = null;
        await EngramInstance.UntilAsync(async () =>
        {
            var worker = (await engram.GetAsync("/api/v1/workers")).Json.AsArray().Single()!;
            Assert.Equal(("alive", 4), (worker["state"]!.GetValue<string>(), worker["concurrency"]!.GetValue<int>()));
            return (held = worker["runs"]!.AsArray().SingleOrDefault(one => one!["id"]!.GetValue<string>() == run)) is not null;
        });
        Assert.Equal(("walk", 0, 1), (held!["experiment"]!.GetValue<string>(), held["seed"]!.GetValue<int>(), held["attempt"]!.GetValue<int>()));
        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
    }

    [Fact]
    public async Task The_queue_tells_its_length_and_who_is_next_by_priority()
    {
        // More than the worker has room for, so that some wait; the later one with priority goes first.
        var first = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0..7", waits: false);
        var urgent = await engram.PostAsync("/api/v1/studies", new JsonObject { ["project"] = "walks", ["experiment"] = "walk", ["seeds"] = "0",
            ["priority"] = 1_000, ["options"] = new JsonObject { ["pauseMs"] = 10_000 } });
        try
        {
            var queue = (await engram.GetAsync("/api/v1/queue?limit=1000")).Json;
            Assert.Equal(4, queue["slots"]!.GetValue<int>());
            var mine = queue["next"]!.AsArray().Select(run => run!["studyId"]!.GetValue<string>()).Where(study => study == first || study == urgent.Id)
                .ToList();
            Assert.InRange(mine.Count, 4, 9);
            Assert.True(queue["queued"]!.GetValue<int>() >= mine.Count);
            if (mine.Contains(urgent.Id)) Assert.Equal(urgent.Id, mine[0]);
        }
        finally
        {
            // Whatever is found: they would hold the worker for minutes, and all other tests wait for it.
            foreach (var study in new[] { first, urgent.Id }) await engram.PostAsync($"/api/v1/studies/{study}/cancel");
        }
    }
}
