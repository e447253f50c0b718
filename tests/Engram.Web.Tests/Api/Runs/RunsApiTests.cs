using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Runs;

public sealed class RunsApiTests(EngramInstance engram)
{
    private const string Address = "/api/v1/runs";

    [Fact]
    public async Task One_run_is_a_study_of_one()
    {
        var made = await engram.PostAsync(Address, new JsonObject { ["project"] = "singles", ["experiment"] = "walk", ["seed"] = 7,
            ["options"] = new JsonObject { ["steps"] = 2 } });
        Assert.Equal((201, $"{Address}/{made.Id}"), (made.Status, made.Headers.Location!.ToString()));
        var run = await UntilAsync(made.Id, "succeeded");
        Assert.Equal((7, 2, "walk"), (run["seed"]!.GetValue<int>(), run["options"]!["steps"]!.GetValue<int>(),
            run["experiment"]!.GetValue<string>()));
        Assert.Equal(made.Json["studyId"]!.GetValue<string>(), run["studyId"]!.GetValue<string>());
        Assert.NotNull(run["environment"]!["runtime"]);
        Assert.Equal(1, (await engram.GetAsync($"/api/v1/studies/{run["studyId"]}")).Json["progress"]!["expected"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_run_says_why_it_failed_and_is_retried()
    {
        var study = await engram.WalkAsync(new JsonObject { ["falls"] = true }, seeds: "0");
        var id = (await engram.RunsAsync(study))[0];
        var failed = (await engram.GetAsync($"{Address}/{id}")).Json;
        Assert.Contains("It fell over a stone.", failed["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(nameof(InvalidOperationException), failed["error"]!["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        Assert.Equal(200, (await engram.PostAsync($"{Address}/{id}/retry")).Status);
        await EngramInstance.UntilAsync(async () => (await engram.GetAsync($"{Address}/{id}")).Json is var run && run["attempt"]!.GetValue<int>() == 2
            && run["state"]!.GetValue<string>() == "failed");
    }

    [Fact]
    public async Task What_the_state_does_not_allow_is_refused_with_the_states_that_do()
    {
        var done = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0")))[0];
        Assert.Contains("only a run that is queued or running can", (await engram.PostAsync($"{Address}/{done}/cancel")).Refused(409),
            StringComparison.Ordinal);
        Assert.Contains("only a run that is failed or cancelled can", (await engram.PostAsync($"{Address}/{done}/retry")).Refused(409),
            StringComparison.Ordinal);

        var open = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0", waits: false)))[0];
        Assert.Contains("Cancel it first", (await engram.DeleteAsync($"{Address}/{open}")).Refused(409), StringComparison.Ordinal);
        Assert.Contains("cannot become queued; only a run that is failed or cancelled can",
            (await engram.PostAsync($"{Address}/{open}/retry")).Refused(409), StringComparison.Ordinal);
        (await engram.PostAsync($"{Address}/{open}/replay")).Refused(409);
        Assert.Equal(200, (await engram.PostAsync($"{Address}/{open}/cancel")).Status);
        await UntilAsync(open, "cancelled");
    }

    [Fact]
    public async Task Notes_and_tags_change_and_the_rest_stays()
    {
        var id = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0")))[0];
        await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["notes"] = "η is fine", ["tags"] = new JsonArray(" keep ") });
        var run = (await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["notes"] = "better" })).Json;
        Assert.Equal(("better", "keep", "succeeded"), (run["notes"]!.GetValue<string>(), run["tags"]![0]!.GetValue<string>(),
            run["state"]!.GetValue<string>()));
        Assert.Equal("stat: There is no 'stat' here. Did you mean 'state'?",
            (await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["stat"] = "failed" })).Errors.Split(" Known")[0]);
    }

    [Fact]
    public async Task A_deleted_run_is_gone_until_it_is_restored()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var id = (await engram.RunsAsync(study))[0];
        Assert.Equal(204, (await engram.DeleteAsync($"{Address}/{id}")).Status);
        foreach (var part in new[] { "", "/metrics", "/logs", "/tasks", "/checkpoints", "/lineage" })
        {
            (await engram.GetAsync($"{Address}/{id}{part}")).Refused(404);
        }
        Assert.Empty(await engram.RunsAsync(study));
        Assert.Equal(200, (await engram.PostAsync($"{Address}/{id}/restore")).Status);
        Assert.Equal([id], await engram.RunsAsync(study));
    }

    [Fact]
    public async Task A_copy_takes_edits()
    {
        var id = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 4, ["goal"] = 5 }, seeds: "3")))[0];
        var copy = await engram.PostAsync($"{Address}/{id}/clone", new JsonObject { ["options"] = new JsonObject { ["goal"] = 6 } });
        var run = await UntilAsync(copy.Id, "succeeded");
        Assert.Equal((4, 6.0, 3), (run["options"]!["steps"]!.GetValue<int>(), run["options"]!["goal"]!.GetValue<double>(),
            run["seed"]!.GetValue<int>()));
        Assert.Contains("There is no option 'gaol'. Did you mean 'goal'?",
            (await engram.PostAsync($"{Address}/{id}/clone", new JsonObject { ["options"] = new JsonObject { ["gaol"] = 6 } })).Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_found_by_study_state_and_experiment()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0..4");
        Assert.Equal(5, (await engram.GetAsync($"{Address}?study={study}&state=succeeded&experiment=walk")).Items.Length);
        Assert.Empty((await engram.GetAsync($"{Address}?study={study}&state=failed")).Items);
        var first = await engram.GetAsync($"{Address}?study={study}&limit=3");
        var second = await engram.GetAsync($"{Address}?study={study}&limit=3&cursor={first.Json["nextCursor"]}");
        Assert.Equal((3, 2), (first.Items.Length, second.Items.Length));
        Assert.Null(second.Json["nextCursor"]);
        Assert.Equal(5, first.Items.Concat(second.Items).Select(run => run["id"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task HEAD_is_answered_like_GET_without_the_body()
    {
        var head = await engram.SendContentAsync(HttpMethod.Head, Address, null);
        Assert.Equal((200, "application/json", 0), (head.Status, head.MediaType, head.Bytes.Length));
        Assert.Equal(404, (await engram.SendContentAsync(HttpMethod.Head, $"{Address}/{new string('0', 32)}", null)).Status);
        Assert.Contains("it takes GET, HEAD, POST", (await engram.SendContentAsync(HttpMethod.Put, Address, null)).Refused(405),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xyzzy=x", "xyzzy: There is no parameter 'xyzzy' here. Known: project, study, state, experiment, filter, orderBy, columns, count, limit, cursor.")]
    [InlineData("stat=running", "stat: There is no parameter 'stat' here. Did you mean 'state'?")]
    [InlineData("state=Running", "state: Is 'Running'; one of queued, running, succeeded, failed, cancelled is wanted.")]
    [InlineData("study=x&limit=0&limit=1", "study: Is 'x'; an identifier of 32 hexadecimal digits is wanted.\nlimit: Is given 2 times; give it "
        + "once.\nlimit: Is 0; 1 to 1000 is allowed.")]
    public async Task An_unknown_parameter_is_refused_and_not_ignored(string query, string errors)
    {
        var answer = await engram.GetAsync($"{Address}?{query}");
        answer.Refused(400);
        Assert.Equal(errors, answer.Errors);
    }

    [Fact]
    public async Task Tasks_and_log_are_read_in_order_and_the_log_in_parts()
    {
        var id = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 2 }, seeds: "0")))[0];
        Assert.Equal(["0 out", "1 back"], (await engram.GetAsync($"{Address}/{id}/tasks")).Json.AsArray()
            .Select(task => $"{task!["index"]} {task["name"]}"));
        var part = await engram.GetAsync($"{Address}/{id}/logs?limit=1");
        Assert.Equal(["out: arrived"], part.Items.Select(line => line["text"]!.GetValue<string>()));
        var rest = await engram.GetAsync($"{Address}/{id}/logs?after={part.Json["after"]}");
        Assert.Equal(["back: arrived"], rest.Items.Select(line => line["text"]!.GetValue<string>()));
        Assert.Null(rest.Json["after"]);
    }

    private async Task<JsonNode> UntilAsync(string id, string state)
    {
        await EngramInstance.UntilAsync(async () => (await engram.GetAsync($"{Address}/{id}")).Json["state"]!.GetValue<string>() == state);
        return (await engram.GetAsync($"{Address}/{id}")).Json;
    }
}
