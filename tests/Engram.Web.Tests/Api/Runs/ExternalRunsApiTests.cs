using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Runs;

/// <summary>Runs that their callers execute.</summary>
public sealed class ExternalRunsApiTests(EngramInstance engram)
{
    private const string Address = "/api/v1/runs";

    [Fact]
    public async Task A_run_begins_as_its_client_says()
    {
        const string Project = "as its client says";
        var parent = await StartAsync(project: Project);
        var id = Guid.CreateVersion7().ToString("N");
        var made = await engram.PostAsync(Address, new JsonObject
        {
            ["external"] = true, ["id"] = id, ["project"] = Project, ["name"] = " first ", ["seed"] = 3, ["user"] = "ada", ["notes"] = "n", ["parent"] = parent,
            ["tags"] = new JsonArray("a", " b "), ["tagValues"] = new JsonObject { ["host"] = "x" },
            ["options"] = new JsonObject { ["eta"] = 0.1, ["deep"] = null, ["on"] = true, ["name"] = "sgd", ["bad"] = "NaN", ["big"] = 9223372036854775807 },
        });
        Assert.Equal((201, $"{Address}/{id}"), (made.Status, made.Headers.Location!.ToString()));

        var run = (await engram.GetAsync($"{Address}/{id}")).Json;
        Assert.Equal("""{"on":true,"bad":"NaN","big":9223372036854775807,"eta":0.1,"deep":null,"name":"sgd"}""", run["options"]!.ToJsonString());
        Assert.Equal("first|running|true|3|ada|n|" + parent, $"{run["name"]}|{run["state"]}|{run["external"]}|{run["seed"]}|{run["user"]}|{run["notes"]}|{run["parentId"]}");
        Assert.Equal("""["a","b"]{"host":"x"}""", run["tags"]!.ToJsonString() + run["tagValues"]!.ToJsonString());
        Assert.NotNull(run["startedAt"]);
        Assert.Null(run["studyId"]);
        Assert.Equal(["option bad", "option big", "option deep", "option eta", "option name", "option on", "tag a", "tag b", "tag host"], await KeysAsync(run["projectId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_same_identifier_again_makes_nothing_and_in_another_place_is_refused()
    {
        var id = Guid.CreateVersion7().ToString("N");
        JsonObject Body(string project) => new() { ["external"] = true, ["id"] = id, ["project"] = project };
        var first = await engram.PostAsync(Address, Body("twice"));
        var again = await engram.PostAsync(Address, Body("twice"));
        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(first.Text, again.Text);

        Assert.Contains("a run of another project has it", (await engram.PostAsync(Address, Body("elsewhere"))).Refused(409), StringComparison.Ordinal);
        await engram.DeleteAsync($"{Address}/{id}");
        Assert.Contains("a run in the bin has it", (await engram.PostAsync(Address, Body("twice"))).Refused(409), StringComparison.Ordinal);

        // At the same time: one of them makes it.
        id = Guid.CreateVersion7().ToString("N");
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => engram.PostAsync(Address, Body("twice"))));
        Assert.Equal(201, Assert.Single(both, answer => answer.Status != 200).Status);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nothing_is_made()
    {
        var wrong = await engram.PostAsync(Address, new JsonObject
        {
            ["external"] = true, ["project"] = "never", ["experiment"] = "walk", ["priority"] = 3, ["parent"] = new string('1', 32),
            ["options"] = new JsonObject { ["a"] = new JsonArray(), ["b"] = new JsonObject(), [new string('x', 251)] = 1 },
        });
        wrong.Refused(400);
        foreach (var field in (string[])["experiment: ", "priority: ", "parent: There is no run", "options.a: Is a list", "options.b: Is an object", "options.xxx"]) Assert.Contains(field, wrong.Errors, StringComparison.Ordinal);

        var forWorker = await engram.PostAsync(Address, new JsonObject { ["project"] = "never", ["tagValues"] = new JsonObject { ["a"] = "b" }, ["user"] = "x" });
        forWorker.Refused(400);
        foreach (var field in (string[])["experiment: Is missing", "seed: Is missing", "tagValues: Belongs to external", "user: Belongs to external"]) Assert.Contains(field, forWorker.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain((await engram.GetAsync("/api/v1/projects?limit=1000")).Items, project => project["name"]!.GetValue<string>() == "never");
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("1e99999999")]
    public async Task A_number_that_no_double_holds_is_refused(string number)
    {
        var answer = await engram.SendContentAsync(HttpMethod.Post, Address, new StringContent($"{{\"external\":true,\"project\":\"never\",\"options\":{{\"a\":{number}}}}}", System.Text.Encoding.UTF8,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        answer.Refused(400);
        Assert.Contains("options.a: Is larger than any number of 64 bits", answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_state_is_what_its_client_says_any_after_any()
    {
        var id = await StartAsync();
        foreach (var state in (string[])["queued", "succeeded", "running", "failed", "cancelled", "failed", "succeeded", "queued", "running", "succeeded"])
        {
            var body = new JsonObject { ["state"] = state };
            if (state == "failed") body["error"] = "It fell.";
            var run = (await engram.PatchAsync($"{Address}/{id}", body)).Json;
            Assert.Equal(state, run["state"]!.GetValue<string>());
            Assert.Equal(state is "succeeded" or "failed" or "cancelled", run["finishedAt"] is not null);
            Assert.Equal(state == "failed" ? "It fell." : null, run["error"]?["message"]?.GetValue<string>());
        }
        var kept = await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["error"] = "no" });
        kept.Refused(400);
        Assert.Contains("together with \"state\": \"failed\"", kept.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_added_and_never_changed()
    {
        var id = await StartAsync(new JsonObject { ["eta"] = 0.1 });
        await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["options"] = new JsonObject { ["eta"] = 0.10, ["beta"] = 0.9 } });
        var refused = (await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["notes"] = "lost", ["options"] = new JsonObject { ["beta"] = 0.99, ["gamma"] = 1 } })).Refused(409);
        Assert.Contains("The option 'beta' is 0.9 and cannot become 0.99", refused, StringComparison.Ordinal);

        var run = (await engram.GetAsync($"{Address}/{id}")).Json;
        Assert.Equal("""{"eta":0.1,"beta":0.9}""", run["options"]!.ToJsonString());
        Assert.Equal("", run["notes"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_option_that_is_written_the_same_way_is_the_same_by_either_door_and_stays_as_it_was()
    {
        var id = await StartAsync(new JsonObject { ["eta"] = 0.1, ["on"] = true });
        foreach (var (key, value, status) in new[] { ("eta", "0.1", 200), ("eta", "0.10", 400), ("on", "true", 200), ("rate", "7", 200) })
        {
            Assert.Equal(status, (await engram.PostAsync("/api/2.0/mlflow/runs/log-parameter", new JsonObject { ["run_id"] = id, ["key"] = key, ["value"] = value })).Status);
        }
        Assert.Equal(200, (await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["options"] = new JsonObject { ["rate"] = 7 } })).Status);
        Assert.Contains("The option 'rate' is \"7\" and cannot become 8", (await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["options"] = new JsonObject { ["rate"] = 8 } })).Refused(409), StringComparison.Ordinal);
        var options = (await engram.GetAsync($"{Address}/{id}")).Json["options"]!;
        Assert.Equal(("0.1", "true", "\"7\""), (options["eta"]!.ToJsonString(), options["on"]!.ToJsonString(), options["rate"]!.ToJsonString()));
    }

    [Fact]
    public async Task Labels_change_on_any_run_and_the_rest_on_external_ones_only()
    {
        var id = await StartAsync();
        await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["name"] = "second", ["tags"] = new JsonArray("x"), ["tagValues"] = new JsonObject { ["a"] = "1", ["b"] = "2" } });
        var run = (await engram.PatchAsync($"{Address}/{id}", new JsonObject { ["tagValues"] = new JsonObject { ["a"] = null, ["c"] = "3" } })).Json;
        Assert.Equal("""second ["x"] {"b":"2","c":"3"}""", $"{run["name"]} {run["tags"]!.ToJsonString()} {run["tagValues"]!.ToJsonString()}");

        var workers = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0")))[0];
        var labelled = (await engram.PatchAsync($"{Address}/{workers}", new JsonObject { ["tagValues"] = new JsonObject { ["a"] = "1" } })).Json;
        Assert.Equal("""{"a":"1"}""", labelled["tagValues"]!.ToJsonString());
        foreach (var change in (string[])["""{"state":"failed"}""", """{"name":"x"}""", """{"options":{"a":1}}"""])
        {
            Assert.Contains("is executed by a worker", (await engram.PatchAsync($"{Address}/{workers}", JsonNode.Parse(change)!)).Refused(409), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lines_are_written_in_order_and_each_request_once()
    {
        var id = await StartAsync();
        var body = new JsonObject
        {
            ["request"] = 7,
            ["lines"] = new JsonArray(new JsonObject { ["text"] = "one", ["at"] = "2026-01-02T03:04:05.678+02:00" }, new JsonObject { ["text"] = "two", ["severity"] = "warning" }),
        };
        Assert.Equal("""{"written":true,"lines":2}""", (await engram.PostAsync($"{Address}/{id}/logs", body.DeepClone())).Text);
        Assert.Equal("""{"written":false,"lines":2}""", (await engram.PostAsync($"{Address}/{id}/logs", body.DeepClone())).Text);
        await engram.PostAsync($"{Address}/{id}/logs", new JsonObject { ["lines"] = new JsonArray(new JsonObject { ["text"] = "three", ["severity"] = "error" }) });

        var lines = (await engram.GetAsync($"{Address}/{id}/logs")).Items;
        Assert.Equal(["one info", "two warning", "three error"], lines.Select(line => $"{line["text"]} {line["severity"]}"));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 5, 678, TimeSpan.Zero), lines[0]["at"]!.GetValue<DateTimeOffset>());

        (await engram.PostAsync($"{Address}/{id}/logs", new JsonObject { ["lines"] = new JsonArray() })).Refused(400);
        (await engram.PostAsync($"{Address}/{new string('0', 32)}/logs", body.DeepClone())).Refused(404);
        var workers = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0")))[0];
        (await engram.PostAsync($"{Address}/{workers}/logs", body.DeepClone())).Refused(409);
    }

    [Fact]
    public async Task With_an_idempotency_key_it_is_made_once_and_its_project_may_not_be_in_the_bin()
    {
        var project = (await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = "outside bin" })).Id;
        var body = new JsonObject { ["external"] = true, ["project"] = project };
        var key = ("Idempotency-Key", "external-once");
        var first = await engram.PostAsync(Address, body.DeepClone(), key);
        Assert.Equal(first.Text, (await engram.PostAsync(Address, body.DeepClone(), key)).Text);

        Assert.Equal(204, (await engram.DeleteAsync($"/api/v1/projects/{project}")).Status);
        (await engram.PostAsync(Address, body.DeepClone())).Refused(400);
        (await engram.PatchAsync($"{Address}/{first.Id}", new JsonObject { ["notes"] = "x" })).Refused(404);
    }

    private async Task<string> StartAsync(JsonObject? options = null, string project = "outside")
    {
        var made = await engram.PostAsync(Address, new JsonObject { ["external"] = true, ["project"] = project, ["options"] = options });
        Assert.True(made.Status == 201, made.Text);
        return made.Id;
    }

    private async Task<List<string>> KeysAsync(string project)
    {
        await using var command = engram.Database.DataSource.CreateCommand("select kind || ' ' || key from search_keys where project_id = $1 order by kind, key");
        command.Parameters.Add(new() { Value = Guid.ParseExact(project, "N") });
        List<string> keys = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) keys.Add(reader.GetString(0));
        return keys;
    }
}
