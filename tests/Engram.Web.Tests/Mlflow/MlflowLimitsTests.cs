using System.Globalization;
using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Mlflow;

/// <summary>How much one batch may hold.</summary>
public sealed class MlflowLimitsTests(EngramInstance engram)
{
    private readonly MlflowClient _mlflow = new(engram);

    [Theory]
    [InlineData(1_000, 0, 0, true)]
    [InlineData(1_001, 0, 0, false)]
    [InlineData(0, 100, 0, true)]
    [InlineData(0, 101, 0, false)]
    [InlineData(0, 0, 100, true)]
    [InlineData(0, 0, 101, false)]
    [InlineData(800, 100, 100, true)]
    [InlineData(801, 100, 100, false)]
    public async Task A_batch_has_limits(int metrics, int parameters, int tags, bool fits)
    {
        var run = await _mlflow.RunAsync(await _mlflow.ExperimentAsync());
        var answer = await _mlflow.PostAsync("runs/log-batch", new JsonObject
        {
            ["run_id"] = run,
            ["metrics"] = Many(metrics, i => new JsonObject { ["key"] = $"m{i % 7}", ["value"] = i, ["timestamp"] = 1, ["step"] = i }),
            ["params"] = Many(parameters, i => new JsonObject { ["key"] = $"p{i}", ["value"] = $"{i}" }),
            ["tags"] = Many(tags, i => new JsonObject { ["key"] = $"t{i}", ["value"] = $"{i}" }),
        });
        Assert.Equal(fits ? 200 : 400, answer.Status);
        if (!fits) Assert.StartsWith("A batch logging request can contain at most", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
        var data = (await _mlflow.GetAsync($"runs/get?run_id={run}")).Json["run"]!["data"]!;
        Assert.Equal(fits ? parameters : 0, data["params"]?.AsArray().Count ?? 0);
        Assert.Equal(fits ? tags + 1 : 1, data["tags"]!.AsArray().Count);
        var points = 0;
        for (var i = 0; i < Math.Min(metrics, 7); i++)
        {
            points += (await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=m{i.ToString(CultureInfo.InvariantCulture)}")).Json["metrics"]?.AsArray().Count ?? 0;
        }
        Assert.Equal(fits ? metrics : 0, points);
    }

    private static JsonArray Many(int count, Func<int, JsonObject> one) => [.. Enumerable.Range(0, count).Select(JsonNode? (i) => one(i))];
}
