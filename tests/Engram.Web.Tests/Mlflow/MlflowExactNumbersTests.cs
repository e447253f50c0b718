using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Numerics.Random;
using Engram.Testing;

namespace Engram.Web.Tests.Mlflow;

/// <summary>Every double by its bits and every step of 64 bits, in by MLflow's door and out again.</summary>
public sealed class MlflowExactNumbersTests(EngramInstance engram)
{
    private const int Count = 5_000;
    private const int MostInBatch = 1_000;
    private readonly MlflowClient _mlflow = new(engram);

    [Fact]
    public async Task What_is_logged_comes_back_by_its_bits()
    {
        var random = RandomStream.FromSeed(3);
        var (steps, values) = (OddNumbers.RandomSteps(random, Count), OddNumbers.RandomDoubles(random, Count));
        var run = await _mlflow.RunAsync(await _mlflow.ExperimentAsync());
        for (var start = 0; start < Count; start += MostInBatch)
        {
            var from = start;
            // Numbers as text are as good as numbers.
            await _mlflow.DoAsync("runs/log-batch", new JsonObject
            {
                ["run_id"] = run,
                ["metrics"] = new JsonArray([.. Enumerable.Range(from, MostInBatch).Select(JsonNode (i) => new JsonObject
                {
                    ["key"] = "odd", ["value"] = Json(values[i], asText: i % 3 == 0), ["timestamp"] = i, ["step"] = i % 2 == 0 ? steps[i] : steps[i].ToString(CultureInfo.InvariantCulture),
                })]),
            });
        }

        List<(long Step, long Time, long Bits)> found = [];
        string? token = null;
        do
        {
            var page = (await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=odd&max_results=700{(token is null ? "" : $"&page_token={token}")}")).Json;
            found.AddRange(page["metrics"]!.AsArray().Select(point =>
                (point!["step"]!.GetValue<long>(), point["timestamp"]!.GetValue<long>(), BitConverter.DoubleToInt64Bits(Number(point["value"]!)))));
            token = page["next_page_token"]?.GetValue<string>();
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (steps[i], (long)i, BitConverter.DoubleToInt64Bits(OddNumbers.ByText(values[i])))), found);

        var last = (await _mlflow.GetAsync($"runs/get?run_id={run}")).Json["run"]!["data"]!["metrics"]![0]!;
        Assert.Equal((steps[^1], BitConverter.DoubleToInt64Bits(OddNumbers.ByText(values[^1]))), (last["step"]!.GetValue<long>(), BitConverter.DoubleToInt64Bits(Number(last["value"]!))));
    }

    private static JsonNode Json(double value, bool asText)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return asText || !double.IsFinite(value) ? text : JsonNode.Parse(text)!;
    }

    private static double Number(JsonNode node) => node.GetValueKind() == JsonValueKind.String
        ? double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture) : node.GetValue<double>();
}
