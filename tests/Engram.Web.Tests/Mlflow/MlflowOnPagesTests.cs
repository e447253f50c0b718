using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Mlflow;

/// <summary>What comes in by MLflow's door is seen on every page, and what is ours is seen through the door.</summary>
public sealed class MlflowOnPagesTests(EngramInstance engram)
{
    private readonly MlflowClient _mlflow = new(engram);

    [Fact]
    public async Task A_run_of_a_client_has_a_page_with_all_that_was_logged()
    {
        var experiment = await _mlflow.ExperimentAsync();
        var parent = await _mlflow.RunAsync(experiment, "the parent");
        var run = (await _mlflow.DoAsync("runs/create", new JsonObject
        {
            ["experiment_id"] = experiment, ["run_name"] = "the child", ["user_id"] = "grace",
            ["tags"] = new JsonArray(Tag("mlflow.parentRunId", parent), Tag("mlflow.note.content", "Noted <b>here</b>."), Tag("team", "blue")),
        }))["run"]!["info"]!["run_id"]!.GetValue<string>();
        await _mlflow.DoAsync("runs/log-batch", (JsonObject)JsonNode.Parse($$"""
            {"run_id":"{{run}}","metrics":[{"key":"loss","value":"NaN","timestamp":1},{"key":"loss","value":0.5,"timestamp":2,"step":1},{"key":"final score","value":0.875,"timestamp":3}],"params":[{"key":"lr","value":"0.001"}]}
            """)!);
        await _mlflow.DoAsync("runs/log-inputs", (JsonObject)JsonNode.Parse($$$"""
            {"run_id":"{{{run}}}","datasets":[{"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"digits","digest":"abc","source_type":"local","source":"/data/digits"}}]}
            """)!);
        var page = (await engram.GetAsync($"/runs/{run}")).Text;
        Assert.All(["the child", "the parent", "grace", "team", "blue", "Noted &lt;b&gt;here&lt;/b&gt;.", "lr", "0.001", "digits", "train", "/data/digits", "loss", "final score", "0.875"],
            words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.Contains("the child", (await engram.GetAsync($"/runs/{parent}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_metrics_some_are_drawn_and_the_others_found_by_name()
    {
        var run = await _mlflow.RunAsync(await _mlflow.ExperimentAsync(), "many");
        await _mlflow.DoAsync("runs/log-batch", new JsonObject
        {
            ["run_id"] = run,
            ["metrics"] = new JsonArray([.. from metric in Enumerable.Range(0, 60) from step in new[] { 0, 1 }
                                            select new JsonObject { ["key"] = $"head {metric:00}", ["value"] = step, ["timestamp"] = 1, ["step"] = step }]),
        });
        Assert.Contains("The first 48 of 60 charts.", (await engram.GetAsync($"/runs/{run}")).Text, StringComparison.Ordinal);
        var found = (await engram.GetAsync($"/runs/{run}?find=HEAD%205")).Text;
        Assert.Contains("10 charts of 60.", found, StringComparison.Ordinal);
        Assert.Contains("head 57", found, StringComparison.Ordinal);
        Assert.DoesNotContain("head 47", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_a_study_is_read_by_clients_and_written_by_its_worker_alone()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(seeds: "7")))[0];
        var seen = (await _mlflow.GetAsync($"runs/get?run_id={run}")).Json["run"]!;
        Assert.Equal("FINISHED", seen["info"]!["status"]!.GetValue<string>());
        Assert.NotEmpty(seen["data"]!["metrics"]!.AsArray());
        Assert.NotEmpty(seen["data"]!["params"]!.AsArray());
        var metric = seen["data"]!["metrics"]![0]!["key"]!.GetValue<string>();
        Assert.NotEmpty((await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key={Uri.EscapeDataString(metric)}")).Json["metrics"]!.AsArray());
        Assert.Equal(run, (await _mlflow.DoAsync("runs/search", new JsonObject
        {
            ["experiment_ids"] = new JsonArray(seen["info"]!["experiment_id"]!.GetValue<string>()), ["filter"] = $"run_id = '{run}' and metrics.`{metric}` > -1e300",
        }))["runs"]![0]!["info"]!["run_id"]!.GetValue<string>());

        foreach (var (call, body) in new (string, string)[]
        {
            ("runs/log-metric", """ "key":"m","value":1,"timestamp":1 """), ("runs/log-parameter", """ "key":"p","value":"1" """),
            ("runs/log-batch", """ "metrics":[{"key":"m","value":1,"timestamp":1}],"tags":[{"key":"t","value":"1"}] """), ("runs/update", """ "status":"FAILED" """),
        })
        {
            var answer = await _mlflow.PostAsync(call, (JsonObject)JsonNode.Parse($$"""{"run_id":"{{run}}",{{body}}}""")!);
            Assert.Equal(400, answer.Status);
            Assert.Contains("belongs to a study", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
        }
        await _mlflow.DoAsync("runs/set-tag", new JsonObject { ["run_id"] = run, ["key"] = "reviewed", ["value"] = "yes" });
        Assert.Contains("reviewed", (await engram.GetAsync($"/runs/{run}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_addresses_that_clients_print_lead_somewhere()
    {
        var experiment = await _mlflow.ExperimentAsync();
        var name = (await _mlflow.GetAsync($"experiments/get?experiment_id={experiment}")).Json["experiment"]!["name"]!.GetValue<string>();
        await _mlflow.RunAsync(experiment, "seen from a link");
        var page = (await engram.GetAsync($"/mlflow/experiments/{experiment}")).Text;
        Assert.All([name, "seen from a link"], words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.Equal(404, (await engram.GetAsync("/mlflow/experiments/987654321")).Status);
        Assert.Contains("/mlflow/experiments/", (await engram.GetAsync("/hashes.js")).Text, StringComparison.Ordinal);
    }

    private static JsonObject Tag(string key, string value) => new() { ["key"] = key, ["value"] = value };
}
