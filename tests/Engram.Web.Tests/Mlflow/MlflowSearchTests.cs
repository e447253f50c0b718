using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Mlflow;

/// <summary>What filters and orders find among twelve runs that differ in everything.</summary>
public sealed class MlflowSearchTests(EngramInstance engram)
{
    private static readonly SemaphoreSlim Making = new(1);
    private static string? _experiment;
    private readonly MlflowClient _mlflow = new(engram);

    [Theory]
    [InlineData("metrics.acc > 0.5", "c d e")]
    [InlineData("metrics.acc >= 0.5", "b c d e")]
    [InlineData("metric.acc < 0.5", "a f")]
    [InlineData("metrics.acc <= 0.5", "a b f")]
    [InlineData("metrics.acc = 0.5", "b")]
    [InlineData("metrics.acc != 0.5", "a c d e f")] // not g, whose accuracy is NaN, nor those without one
    [InlineData("metrics.acc<1e300", "a b c d f")]
    [InlineData("metrics.`acc` > -1 AND metrics.\"acc\" < 0.9", "a b c")]
    [InlineData("metrics.`val/acc` = 7", "a")]
    [InlineData("metrics.val/acc = 7", "a")]
    [InlineData("metrics.`with space` = 1", "b")]
    [InlineData("metrics.nothing > 0", "")]
    [InlineData("params.optimizer = 'adam'", "a c e")]
    [InlineData("params.optimizer != 'adam'", "b d")]
    [InlineData("params.optimizer != \"adam\"", "b d")]
    [InlineData("param.optimizer LIKE 'ad%'", "a c e")]
    [InlineData("parameters.optimizer LIKE 'AD%'", "")]
    [InlineData("parameter.optimizer ILIKE 'AD%'", "a c e")]
    [InlineData("params.optimizer LIKE 's_d'", "b d")]
    [InlineData("params.optimizer like 'adam'", "a c e")]
    [InlineData("params.path LIKE 'c:\\%'", "f")]
    [InlineData("params.`a key` = 'it''s'", "f")]
    [InlineData("params.lr = '0.10'", "a")]
    [InlineData("tags.team = 'x'", "a b")]
    [InlineData("tag.team != 'x'", "c")]
    [InlineData("tags.`mlflow.runName` = 'a'", "a")]
    [InlineData("tags.mlflow.runName ILIKE 'A'", "a")]
    [InlineData("tags.mlflow.note.content LIKE '%words%'", "b")]
    [InlineData("tags.\"mlflow.user\" = 'bob'", "a")]
    [InlineData("status = 'FINISHED'", "a b")]
    [InlineData("attributes.status != 'RUNNING'", "a b c")]
    [InlineData("attribute.status LIKE 'F%'", "a b c")]
    [InlineData("run.status = 'FAILED'", "c")]
    [InlineData("attr.run_name = 'd'", "d")]
    [InlineData("run_name LIKE '%'", "a b c d e f g h i j k l")]
    [InlineData("attributes.`run name` = 'd'", "d")]
    [InlineData("attributes.\"Run name\" = 'd'", "d")]
    [InlineData("attributes.Run Name = 'd'", "d")]
    [InlineData("`run name` != 'd' and run_name ilike 'D%'", "")]
    [InlineData("start_time > 1000 AND start_time <= 4000", "b c d")]
    [InlineData("attributes.created = 1000", "a")]
    [InlineData("end_time >= 5000", "a b")]
    [InlineData("user_id = ''", "a b c d e f g h i j k l")]
    [InlineData("artifact_uri LIKE 'mlflow-artifacts:/%/artifacts'", "a b c d e f g h i j k l")]
    [InlineData("datasets.name = 'd1'", "a b")]
    [InlineData("dataset.digest IN ('1', '2')", "a b c")]
    [InlineData("dataset.name NOT IN ('d1')", "c")]
    [InlineData("datasets.context = 'train'", "a")]
    [InlineData("datasets.name = 'd1' AND datasets.context LIKE 't%'", "a b")]
    [InlineData("metrics.acc > 0.1 and params.optimizer = 'adam' AnD tags.team = 'x'", "a")]
    public async Task A_filter_finds(string filter, string expected) => Assert.Equal(expected, Join((await SearchAsync(filter, ["run_name"])).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("metrics.acc", "f a b c d e g l k j i h")] // numbers, −∞ and ∞ among them, then NaN, then none: those by start, latest first
    [InlineData("metrics.acc ASC", "f a b c d e g l k j i h")]
    [InlineData("metrics.acc DESC", "e d c b a f g l k j i h")]
    [InlineData("params.lr ASC", "a b l k j i h g f e d c")]
    [InlineData("params.lr desc", "b a l k j i h g f e d c")]
    [InlineData("tags.team DESC", "c b a l k j i h g f e d")]
    [InlineData("run_name DESC", "l k j i h g f e d c b a")]
    [InlineData("start_time ASC", "a b c d e f g h i j k l")]
    [InlineData("attributes.end_time ASC", "b a l k j i h g f e d c")]
    [InlineData("", "l k j i h g f e d c b a")]
    [InlineData("status, run_name", "c a b d e f g h i j k l")]
    public async Task An_order_has_what_is_missing_last(string order, string expected)
    {
        var keys = order.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(expected, Join(await SearchAsync("", keys)));
    }

    [Fact]
    public async Task A_run_is_found_by_its_identifier()
    {
        var id = (await PageAsync("run_name = 'a'", [], 10, null))["runs"]![0]!["info"]!["run_id"]!.GetValue<string>();
        Assert.Equal("a", Join(await SearchAsync($"run_id = '{id}'", [])));
        Assert.Equal("a", Join(await SearchAsync($"attributes.run_id IN ('nobody', '{id}')", [])));
        Assert.Equal(11, (await SearchAsync($"run_id NOT IN ('{id}')", [])).Count);
        Assert.Equal(11, (await SearchAsync($"run_id != '{id}'", [])).Count);
        Assert.Equal("a", Join(await SearchAsync($"run_id LIKE '{id[..20]}%' AND run_name = 'a'", [])));
        Assert.Empty(await SearchAsync("run_id = 'nobody'", []));
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_and_end()
    {
        List<string> names = [];
        string? token = null;
        var pages = 0;
        do
        {
            var page = await PageAsync("", ["metrics.acc DESC"], 4, token);
            names.AddRange(Names(page));
            token = page["next_page_token"]?.GetValue<string>();
            pages++;
        }
        while (token is not null);
        Assert.Equal(3, pages);
        Assert.Equal("e d c b a f g l k j i h", Join(names));
    }

    [Fact]
    public async Task Deleted_runs_are_found_when_they_are_asked_for()
    {
        var experiment = await _mlflow.ExperimentAsync();
        await _mlflow.RunAsync(experiment, "kept");
        await _mlflow.DoAsync("runs/delete", new JsonObject { ["run_id"] = await _mlflow.RunAsync(experiment, "gone") });
        Task<JsonNode> ViewAsync(JsonNode view) => _mlflow.DoAsync("runs/search", new JsonObject
        {
            ["experiment_ids"] = new JsonArray(experiment), ["run_view_type"] = view, ["order_by"] = new JsonArray("run_name"),
        });
        Assert.Equal("kept", Join(Names(await ViewAsync("ACTIVE_ONLY"))));
        Assert.Equal("gone", Join(Names(await ViewAsync("DELETED_ONLY"))));
        Assert.Equal("gone kept", Join(Names(await ViewAsync(3))));
    }

    private async Task<IReadOnlyList<string>> SearchAsync(string filter, string[] order) => Names(await PageAsync(filter, order, 100, null));

    private async Task<JsonNode> PageAsync(string filter, string[] order, int most, string? token)
    {
        await MakeAsync();
        return await _mlflow.DoAsync("runs/search", new JsonObject
        {
            ["experiment_ids"] = new JsonArray(_experiment), ["filter"] = filter, ["order_by"] = new JsonArray([.. order.Select(key => (JsonNode)key)]), ["max_results"] = most, ["page_token"] = token,
        });
    }

    private static IReadOnlyList<string> Names(JsonNode page) => [.. page["runs"]?.AsArray().Select(run => run!["info"]!["run_name"]!.GetValue<string>()) ?? []];

    private static string Join(IEnumerable<string> names) => string.Join(' ', names);

    private async Task MakeAsync()
    {
        await Making.WaitAsync();
        try
        {
            if (_experiment is not null) return;
            var experiment = await _mlflow.ExperimentAsync();
            Dictionary<string, string> runs = [];
            for (var c = 'a'; c <= 'l'; c++) runs[$"{c}"] = await _mlflow.RunAsync(experiment, $"{c}", (c - 'a' + 1) * 1_000);
            Task<JsonNode> BatchAsync(string run, string body) => _mlflow.DoAsync("runs/log-batch", (JsonObject)JsonNode.Parse($$"""{"run_id":"{{runs[run]}}",{{body}}}""")!);
            string Acc(string value) => $$"""{"key":"acc","value":{{value}},"timestamp":1,"step":1}""";
            await BatchAsync("a", $$"""
                "metrics":[{{Acc("0.25")}},{"key":"val/acc","value":7,"timestamp":1}],"params":[{"key":"optimizer","value":"adam"},{"key":"lr","value":"0.10"}],
                "tags":[{"key":"team","value":"x"},{"key":"mlflow.user","value":"bob"}]
                """);
            await BatchAsync("b", $$"""
                "metrics":[{{Acc("0.5")}},{"key":"with space","value":1,"timestamp":1}],"params":[{"key":"optimizer","value":"sgd"},{"key":"lr","value":"0.9"}],
                "tags":[{"key":"team","value":"x"},{"key":"mlflow.note.content","value":"some words"}]
                """);
            await BatchAsync("c", $$""" "metrics":[{{Acc("0.75")}}],"params":[{"key":"optimizer","value":"adam"}],"tags":[{"key":"team","value":"y"}] """);
            await BatchAsync("d", $$""" "metrics":[{{Acc("1")}}],"params":[{"key":"optimizer","value":"sgd"}] """);
            await BatchAsync("e", $$""" "metrics":[{{Acc("\"Infinity\"")}}],"params":[{"key":"optimizer","value":"adam"}] """);
            await BatchAsync("f", $$""" "metrics":[{{Acc("\"-Infinity\"")}}],"params":[{"key":"path","value":"c:\\data"},{"key":"a key","value":"it's"}] """);
            await BatchAsync("g", $$""" "metrics":[{{Acc("\"NaN\"")}}] """);
            foreach (var (run, status, end) in new[] { ("a", "FINISHED", 6_000), ("b", "FINISHED", 5_000), ("c", "FAILED", 0) })
            {
                await _mlflow.DoAsync("runs/update", end == 0 ? new JsonObject { ["run_id"] = runs[run], ["status"] = status }
                    : new JsonObject { ["run_id"] = runs[run], ["status"] = status, ["end_time"] = end });
            }
            await DatasetAsync(runs["a"], "d1", "1", "train");
            await DatasetAsync(runs["b"], "d1", "1", "test");
            await DatasetAsync(runs["c"], "d2", "2", null);
            _experiment = experiment;
        }
        finally
        {
            Making.Release();
        }
    }

    private Task<JsonNode> DatasetAsync(string run, string name, string digest, string? context) => _mlflow.DoAsync("runs/log-inputs", new JsonObject
    {
        ["run_id"] = run,
        ["datasets"] = new JsonArray(new JsonObject
        {
            ["tags"] = context is null ? new JsonArray() : new JsonArray(new JsonObject { ["key"] = "mlflow.data.context", ["value"] = context }),
            ["dataset"] = new JsonObject { ["name"] = name, ["digest"] = digest, ["source_type"] = "local", ["source"] = "/data" },
        }),
    });
}
