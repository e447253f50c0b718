using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Tracking.Inputs;
using Engram.Tracking.Metrics;
using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Runs;

/// <summary>What runs read and made: <c>runs/log-inputs</c>, <c>runs/outputs</c>, <c>runs/log-model</c>.</summary>
internal static class InputCalls
{
    /// <summary>A profile may have 16 Mi characters of four bytes each, the rest is small.</summary>
    private const long MostBytesOfInputs = 96L << 20;

    private static readonly string[] FieldsOfModels = ["artifact_path", "flavors", "utc_time_created", "run_id"];

    /// <summary>Maps the calls under a prefix.</summary>
    public static void MapInputCalls(this IEndpointRouteBuilder mlflow)
    {
        mlflow.MapPost("runs/log-inputs", LogInputs).WithMetadata(new MostBytes(MostBytesOfInputs));
        mlflow.MapPost("runs/outputs", LogOutputs);
        mlflow.MapPost("runs/log-model", LogModel);
    }

    private static async Task<IResult> LogInputs(MlflowFields call, RunInputWrites inputs, CancellationToken ct)
    {
        var run = RunReader.ParseId(call.Required("run_id"));
        var datasets = call.Objects("datasets");
        if (datasets.Count > 1_000) throw MlflowException.Invalid($"A call can log at most 1000 datasets; {datasets.Count} were given. Split them up.");
        List<LoggedInput> logged = [.. datasets.Select(DatasetOf)];
        List<LoggedModel> models = [.. call.Objects("models").Select(model => new LoggedModel("input", model.Required("model_id"), 0))];
        await inputs.LogAsync(run, logged, models, ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> LogOutputs(MlflowFields call, RunInputWrites inputs, CancellationToken ct)
    {
        var run = RunReader.ParseId(call.Required("run_id"));
        List<LoggedModel> models = [.. call.Objects("models").Select(model => new LoggedModel("output", model.Required("model_id"), model.Whole("step") ?? 0))];
        await inputs.LogAsync(run, [], models, ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> LogModel(MlflowFields call, RunReader reader, Ingestion ingestion, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var text = call.Required("model_json");
        var model = ModelOf(text);
        var known = (await reader.ReadAsync(run, ct)).Data.Tags?.FirstOrDefault(tag => tag.Key == MlflowTags.Models)?.Value;
        var history = Parse(known ?? "[]") as JsonArray ?? [];
        history.Add(model);
        await ingestion.ChangeAsync(run, new() { TagValues = new Dictionary<string, string?> { [MlflowTags.Models] = history.ToJsonString(MlflowJson.Options) } }, [], ct);
        return MlflowJson.Done;
    }

    private static LoggedInput DatasetOf(MlflowFields input)
    {
        var dataset = input.RequiredObject("dataset");
        Dictionary<string, string> tags = [];
        foreach (var tag in input.Objects("tags")) tags[Short(tag, "key", 255)] = Short(tag, "value", 500);
        return new(Short(dataset, "name", 500), Short(dataset, "digest", 36), dataset.Required("source_type"), Short(dataset, "source", 65_535),
            Optional(dataset, "schema", 1_048_575), Optional(dataset, "profile", 16_777_215), tags);
    }

    private static string Short(MlflowFields fields, string name, int most) =>
        fields.Required(name) is var text && text.Length <= most ? text : throw Keys.TooLong(fields.PathOf(name), most, text.Length);

    private static string? Optional(MlflowFields fields, string name, int most) =>
        fields.Text(name) is { Length: > 0 } text ? text.Length <= most ? text : throw Keys.TooLong(fields.PathOf(name), most, text.Length) : null;

    private static JsonObject ModelOf(string text)
    {
        var model = Parse(text) as JsonObject ?? throw MlflowException.Invalid($"Malformed model info. \n {Keys.Cut(text, 250)} \n is not a valid JSON object.");
        string[] missing = [.. FieldsOfModels.Where(field => !model.ContainsKey(field))];
        return missing.Length == 0 ? model : throw MlflowException.Invalid($"Model json is missing mandatory fields: {string.Join(", ", missing)}");
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            var json = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
            // Half a surrogate pair is found out only when it is written.
            json?.ToJsonString(MlflowJson.Options);
            return json;
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
