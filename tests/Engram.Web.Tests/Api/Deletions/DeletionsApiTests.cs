using System.Text.Json.Nodes;
using Engram.Web.Hosting;

namespace Engram.Web.Tests.Api.Deletions;

/// <summary>Into the bin, back, and gone for good.</summary>
public sealed class DeletionsApiTests(EngramInstance engram)
{
    private readonly string _project = $"bin {Guid.CreateVersion7():N}";

    [Fact]
    public async Task Many_runs_go_by_a_filter_and_come_back_by_the_time_they_went()
    {
        var project = await ProjectAsync();
        for (var seed = 0; seed < 5; seed++) await StartAsync(seed);
        var gone = (await engram.PostAsync("/api/v1/runs/delete", new JsonObject { ["project"] = project, ["filter"] = "seed >= 2 and options.eta = 0.1" })).Json;
        Assert.Equal((3, 0), (gone["deleted"]!.GetValue<int>(), gone["kept"]!.GetValue<int>()));
        Assert.Equal(2, (await engram.GetAsync($"/api/v1/runs?project={project}")).Items.Length);
        var bin = (await engram.GetAsync($"/api/v1/bin?project={project}&limit=2")).Json;
        Assert.Equal(2, bin["items"]!.AsArray().Count);
        Assert.Equal(gone["deletedAt"]!.GetValue<string>(), bin["items"]![0]!["deletedAt"]!.GetValue<string>());
        Assert.Equal(DateTimeOffset.Parse(gone["deletedAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture).AddDays(30), bin["items"]![0]!["purgedFrom"]!.GetValue<DateTimeOffset>());
        Assert.Single((await engram.GetAsync($"/api/v1/bin?project={project}&limit=2&cursor={bin["nextCursor"]}")).Items);

        var back = (await engram.PostAsync("/api/v1/runs/restore", new JsonObject { ["deletedAt"] = gone["deletedAt"]!.DeepClone() })).Json;
        Assert.Equal("""{"restored":3,"kept":[]}""", back.ToJsonString());
        Assert.Equal(5, (await engram.GetAsync($"/api/v1/runs?project={project}")).Items.Length);
    }

    [Fact]
    public async Task A_project_goes_with_its_runs_frees_its_name_and_comes_back_under_another()
    {
        var project = await ProjectAsync();
        var run = await StartAsync(0);
        Assert.Equal(204, (await engram.DeleteAsync($"/api/v1/projects/{project}")).Status);
        (await engram.GetAsync($"/api/v1/runs/{run}")).Refused(404);
        (await engram.PostAsync($"/api/v1/runs/{run}/restore")).Refused(409);
        Assert.Equal("project", Assert.Single((await engram.GetAsync($"/api/v1/bin?project={project}")).Items)["kind"]!.GetValue<string>());
        await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = _project });

        Assert.Contains("another name when you restore it", (await engram.PostAsync($"/api/v1/projects/{project}/restore")).Refused(409), StringComparison.Ordinal);
        Assert.Equal("""{"restored":1,"kept":[]}""", (await engram.PostAsync($"/api/v1/projects/{project}/restore?name=older%20{project}")).Text);
        Assert.Equal($"older {project}", (await engram.GetAsync($"/api/v1/projects/{project}")).Json["name"]!.GetValue<string>());
        (await engram.PostAsync($"/api/v1/projects/{project}/restore")).Refused(404);
    }

    [Fact]
    public async Task A_study_goes_with_its_runs_and_comes_back_with_them()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 2 }, seeds: "0..1");
        var runs = await engram.RunsAsync(study);
        Assert.Equal(204, (await engram.DeleteAsync($"/api/v1/studies/{study}")).Status);
        (await engram.GetAsync($"/api/v1/studies/{study}")).Refused(404);
        (await engram.GetAsync($"/api/v1/runs/{runs[0]}/metrics")).Refused(404);
        (await engram.DeleteAsync($"/api/v1/studies/{study}")).Refused(404);
        Assert.Equal("""{"restored":2,"kept":[]}""", (await engram.PostAsync($"/api/v1/studies/{study}/restore")).Text);
        Assert.Equal(runs, await engram.RunsAsync(study));

        var open = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0", waits: false);
        Assert.Contains("1 run of the study is queued or running; cancel it first", (await engram.DeleteAsync($"/api/v1/studies/{open}")).Refused(409), StringComparison.Ordinal);
        await engram.PostAsync($"/api/v1/studies/{open}/cancel");
    }

    [Fact]
    public async Task What_is_purged_is_gone_and_only_that()
    {
        var project = await ProjectAsync();
        var (first, second) = (await StartAsync(0), await StartAsync(1));
        await engram.PostAsync("/api/v1/runs/delete", new JsonObject { ["ids"] = new JsonArray(first, second) });
        Assert.Equal(0, (await PurgeAsync(new JsonObject { ["olderThanDays"] = 1, ["runs"] = new JsonArray(first, second) }))["runs"]!.GetValue<int>());
        Assert.Equal(1, (await PurgeAsync(new JsonObject { ["runs"] = new JsonArray(first) }))["runs"]!.GetValue<int>());
        Assert.Equal(second, Assert.Single((await engram.GetAsync($"/api/v1/bin?project={project}")).Items)["id"]!.GetValue<string>());
        (await engram.PostAsync($"/api/v1/runs/{first}/restore")).Refused(404);
        Assert.Equal(200, (await engram.PostAsync($"/api/v1/runs/{second}/restore")).Status);
    }

    [Fact]
    public async Task What_is_asked_for_in_two_ways_or_none_is_refused()
    {
        foreach (var body in (string[])["{}", """{"ids":["00000000000000000000000000000000"],"filter":"seed = 1"}""", """{"filter":"seed ="}""", """{"filter":"name ~ '('"}""", """{"ids":[]}""",
            """{"ids":["00000000000000000000000000000000"],"project":"00000000000000000000000000000000"}"""])
        {
            (await engram.PostAsync("/api/v1/runs/delete", JsonNode.Parse(body))).Refused(400);
        }
        (await engram.PostAsync("/api/v1/runs/restore", new JsonObject())).Refused(400);
        (await engram.PostAsync("/api/v1/bin/purge", new JsonObject { ["olderThanDays"] = -1 })).Refused(400);
    }

    [Theory, InlineData(null, 30), InlineData("", 30), InlineData("0", 0), InlineData("365", 365)]
    public void How_long_things_stay_is_a_setting(string? setting, int days) => Assert.Equal(TimeSpan.FromDays(days), BinHosting.Read(setting).For);

    [Fact]
    public void A_setting_that_is_no_number_of_days_is_refused_at_the_start()
    {
        Assert.Null(BinHosting.Read("never").For);
        foreach (var wrong in (string[])["-1", "1.5", "soon", "99999"]) Assert.Contains($"Bin__KeepDays is '{wrong}'", Assert.Throws<StartUpException>(() => BinHosting.Read(wrong)).Message, StringComparison.Ordinal);
    }

    private async Task<string> ProjectAsync() => (await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = _project })).Id;

    private async Task<string> StartAsync(int seed) => (await engram.PostAsync("/api/v1/runs", new JsonObject
    {
        ["external"] = true, ["project"] = _project, ["seed"] = seed, ["options"] = new JsonObject { ["eta"] = 0.1 },
    })).Id;

    // Another test may be at it.
    private async Task<JsonNode> PurgeAsync(JsonObject body)
    {
        for (; ; await Task.Delay(50))
        {
            if (await engram.PostAsync("/api/v1/bin/purge", body.DeepClone()) is { Status: 200 } answer) return answer.Json;
        }
    }
}
