using System.Globalization;
using System.Text.Json.Nodes;
using Engram.Numerics.Random;

namespace Engram.Web.Tests.Mlflow;

/// <summary>Pages of runs and experiments, in any order by any keys, beside an oracle that sorts what all of them say.</summary>
public sealed class MlflowPagesTests(EngramInstance engram)
{
    private static readonly string[] Keys = ["metrics.acc", "metrics.loss", "params.lr", "tags.team", "run_name", "status", "start_time", "end_time", "user_id", "run_id"];
    private static readonly SemaphoreSlim Making = new(1);
    private static List<JsonNode>? _runs;
    private readonly MlflowClient _mlflow = new(engram);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Pages_in_any_order_have_every_run_once_and_where_it_belongs(ulong seed)
    {
        var runs = await RunsAsync();
        var random = RandomStream.FromSeed(seed);
        for (var trial = 0; trial < 12; trial++)
        {
            var keys = Keys.OrderBy(_ => random.NextInt(1_000)).Take(random.NextInt(4)).Select(key => (Key: key, Down: random.NextInt(2) == 0)).ToList();
            string[] order = [.. keys.Select(key => $"{key.Key} {(key.Down ? "DESC" : "ASC")}")];
            IOrderedEnumerable<JsonNode> expected = runs.OrderBy(_ => 0);
            foreach (var (key, down) in keys) expected = ThenBy(expected, key, down);
            expected = expected.ThenByDescending(run => Info(run, "start_time")!.GetValue<long>()).ThenBy(Id, StringComparer.Ordinal);
            Assert.Equal(expected.Select(Id), (await PagesAsync(order, 1 + random.NextInt(9))).Select(Id));
        }
    }

    [Fact]
    public async Task A_run_that_comes_between_two_pages_moves_nothing()
    {
        var experiment = await _mlflow.ExperimentAsync();
        for (var i = 0; i < 4; i++) await _mlflow.RunAsync(experiment, $"{i}", i);
        var first = await SearchAsync(experiment, [], 2, null);
        await _mlflow.RunAsync(experiment, "new", 100);
        var second = await SearchAsync(experiment, [], 5, first["next_page_token"]!.GetValue<string>());
        Assert.Equal(["3", "2", "1", "0"], first["runs"]!.AsArray().Concat(second["runs"]!.AsArray()).Select(run => Info(run!, "run_name")!.GetValue<string>()));
        Assert.Null(second["next_page_token"]);
    }

    [Theory]
    [InlineData("eyJvZmZzZXQiOiAxMDB9", "Invalid page token: it is of an older version, which counted. Begin again with the first page, without a token.")] // {"offset": 100}
    [InlineData("bm9uc2Vuc2U", "Invalid page token, could not be read.*")]
    [InlineData("W10", "Invalid page token, could not be read.*")] // []
    [InlineData("WyIwIiwiXHVkODAwIiwieCJd", "Invalid page token, could not be read.*")] // ["0","\ud800","x"]
    [InlineData("WyI5OTk5OTk5OTk5OTkiXQ", "Invalid page token, could not be read.*")] // ["999999999999"]
    [InlineData("WyIwIixudWxsLG51bGxd", "Invalid page token, could not be read.*")] // ["0",null,null]
    [InlineData("WyIwIiwiLTEiLCJ4Il0", "Invalid page token, could not be read.*")] // ["0","-1","x"]
    public async Task A_token_that_is_none_is_refused_with_the_reason(string token, string message)
    {
        foreach (var (call, body) in new[] { ("runs/search", new JsonObject { ["experiment_ids"] = new JsonArray("0") }), ("experiments/search", new JsonObject { ["max_results"] = 5 }) })
        {
            body["page_token"] = token;
            var answer = await _mlflow.PostAsync(call, body);
            Assert.Equal(400, answer.Status);
            Assert.StartsWith(message.TrimEnd('*'), answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_of_another_order_is_refused()
    {
        var experiment = Info((await RunsAsync())[0], "experiment_id")!.GetValue<string>();
        var token = (await SearchAsync(experiment, ["metrics.acc"], 2, null))["next_page_token"]!.GetValue<string>();
        var answer = await _mlflow.PostAsync("runs/search", new JsonObject { ["experiment_ids"] = new JsonArray(experiment), ["page_token"] = token });
        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tags.mark DESC, name")]
    [InlineData("tags.mark, experiment_id DESC")]
    [InlineData("creation_time ASC")]
    [InlineData("last_update_time DESC")]
    public async Task Pages_of_experiments_follow_one_another_as_the_whole_does(string order)
    {
        var name = $"paged {order} {Guid.CreateVersion7()}";
        for (var i = 0; i < 7; i++)
        {
            await _mlflow.DoAsync("experiments/create", new JsonObject
            {
                ["name"] = $"{name} {i * 5 % 7}", ["tags"] = i % 3 == 0 ? new JsonArray() : new JsonArray(new JsonObject { ["key"] = "mark", ["value"] = $"{i % 3}" }),
            });
        }
        Task<JsonNode> PageAsync(int most, string? token) => _mlflow.DoAsync("experiments/search", new JsonObject
        {
            ["max_results"] = most, ["filter"] = $"name LIKE '{name}%'", ["page_token"] = token,
            ["order_by"] = new JsonArray([.. order.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(key => (JsonNode)key)]),
        });
        var whole = await PageAsync(100, null);
        List<string> paged = [];
        for (string? token = ""; token is not null;)
        {
            var page = await PageAsync(2, token);
            paged.AddRange(Ids(page));
            token = page["next_page_token"]?.GetValue<string>();
        }
        Assert.Equal(7, paged.Count);
        Assert.Equal(Ids(whole), paged);

        static IEnumerable<string> Ids(JsonNode page) => page["experiments"]!.AsArray().Select(one => one!["experiment_id"]!.GetValue<string>());
    }

    // Numbers, then NaN, then what is missing, whichever way.
    private static IOrderedEnumerable<JsonNode> ThenBy(IOrderedEnumerable<JsonNode> runs, string key, bool down)
    {
        if (key.StartsWith("metrics.", StringComparison.Ordinal) || key.EndsWith("_time", StringComparison.Ordinal))
        {
            var ranked = runs.ThenBy(run => Number(run, key) is not { } number ? 2 : double.IsNaN(number) ? 1 : 0);
            double Comparable(JsonNode run) => Number(run, key) is { } number && !double.IsNaN(number) ? number : 0;
            return down ? ranked.ThenByDescending(Comparable) : ranked.ThenBy(Comparable);
        }
        var there = runs.ThenBy(run => Text(run, key) is null);
        return down ? there.ThenByDescending(run => Text(run, key) ?? "", StringComparer.Ordinal) : there.ThenBy(run => Text(run, key) ?? "", StringComparer.Ordinal);
    }

    private static double? Number(JsonNode run, string key) => key.EndsWith("_time", StringComparison.Ordinal) ? Info(run, key)?.GetValue<long>()
        : Datum(run, "metrics", key["metrics.".Length..]) is not { } value ? null
        : value is JsonValue text && text.TryGetValue<string>(out var word) ? double.Parse(word, CultureInfo.InvariantCulture) : value.GetValue<double>();

    private static string? Text(JsonNode run, string key) => key.Split('.') is [var kind, var name] ? Datum(run, kind, name)?.GetValue<string>() : Info(run, key)?.GetValue<string>();

    private static JsonNode? Datum(JsonNode run, string kind, string key) => run["data"]![kind]?.AsArray().SingleOrDefault(datum => datum!["key"]!.GetValue<string>() == key)?["value"];

    private static JsonNode? Info(JsonNode run, string field) => run["info"]![field];

    private static string Id(JsonNode run) => Info(run, "run_id")!.GetValue<string>();

    private Task<JsonNode> SearchAsync(string experiment, string[] order, int most, string? token) => _mlflow.DoAsync("runs/search", new JsonObject
    {
        ["experiment_ids"] = new JsonArray(experiment), ["order_by"] = new JsonArray([.. order.Select(key => (JsonNode)key)]), ["max_results"] = most, ["page_token"] = token,
    });

    private async Task<List<JsonNode>> PagesAsync(string[] order, int most)
    {
        var experiment = Info(_runs![0], "experiment_id")!.GetValue<string>();
        List<JsonNode> runs = [];
        for (string? token = ""; token is not null;)
        {
            var page = await SearchAsync(experiment, order, most, token);
            runs.AddRange(page["runs"]!.AsArray().Select(run => run!));
            token = page["next_page_token"]?.GetValue<string>();
        }
        return runs;
    }

    private async Task<List<JsonNode>> RunsAsync()
    {
        await Making.WaitAsync();
        try
        {
            return _runs ??= await MakeAsync();
        }
        finally
        {
            Making.Release();
        }
    }

    // Few values, so that there are ties; texts that begin alike beyond what an index holds; and of everything runs without.
    private async Task<List<JsonNode>> MakeAsync()
    {
        var (experiment, random) = (await _mlflow.ExperimentAsync(), RandomStream.FromSeed(7));
        string[] numbers = ["0.25", "0.5", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "-0.0", "0"];
        string[] texts = ["a", "B", "ä", "", "10", "9", new string('x', 210) + "1", new string('x', 210) + "2", new string('x', 205)];
        for (var i = 0; i < 40; i++)
        {
            var run = (await _mlflow.DoAsync("runs/create", new JsonObject
            {
                ["experiment_id"] = experiment, ["run_name"] = random.NextInt(2) == 0 ? $"{random.NextInt(4)}" : new string('y', 201) + random.NextInt(2), ["start_time"] = random.NextInt(5) * 1_000, ["user_id"] = $"{(char)('a' + random.NextInt(3))}",
            }))["run"]!["info"]!["run_id"]!.GetValue<string>();
            var batch = new JsonObject { ["run_id"] = run };
            JsonArray metrics = [.. new[] { "acc", "loss" }.Where(_ => random.NextInt(4) > 0).Select(key => JsonNode.Parse($$"""{"key":"{{key}}","value":{{numbers[random.NextInt(numbers.Length)]}},"timestamp":1,"step":1}"""))];
            if (metrics.Count > 0) batch["metrics"] = metrics;
            if (random.NextInt(4) > 0) batch["params"] = new JsonArray(new JsonObject { ["key"] = "lr", ["value"] = texts[random.NextInt(texts.Length)] });
            if (random.NextInt(4) > 0) batch["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = texts[random.NextInt(texts.Length)] });
            await _mlflow.DoAsync("runs/log-batch", batch);
            if (random.NextInt(2) == 0) await _mlflow.DoAsync("runs/update", new JsonObject { ["run_id"] = run, ["status"] = random.NextInt(2) == 0 ? "FINISHED" : "FAILED", ["end_time"] = random.NextInt(4) });
        }
        return [.. (await SearchAsync(experiment, [], 1_000, null))["runs"]!.AsArray().Select(run => run!)];
    }
}
