using System.Text.Json;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Web.Mlflow.Metrics;
using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Runs;

/// <summary>What clients log to a run: metrics, parameters, tags, one by one or in a batch.</summary>
internal static class LogCalls
{
    private const int MostMetrics = 1_000;
    private const int MostParameters = 100;
    private const int MostTags = 100;
    private const int MostTogether = 1_000;

    /// <summary>Maps the calls under a prefix.</summary>
    public static void MapLogCalls(this IEndpointRouteBuilder mlflow)
    {
        mlflow.MapPost("runs/log-metric", LogMetric);
        mlflow.MapPost("runs/log-parameter", LogParameter);
        mlflow.MapPost("runs/set-tag", SetTag);
        mlflow.MapPost("runs/delete-tag", DeleteTag);
        mlflow.MapPost("runs/log-batch", LogBatch);
    }

    private static async Task<IResult> LogMetric(MlflowFields call, Ingestion ingestion, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var point = LoggedPoint.Of(call);
        await ingestion.WriteAsync(run, null, LoggedPoint.Batches([point]), ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> LogParameter(MlflowFields call, Ingestion ingestion, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var (key, value) = Parameter(call, call.Given("value"));
        await ingestion.ChangeAsync(run, new() { Options = Json(new() { [key] = value }) }, [], ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> SetTag(MlflowFields call, Ingestion ingestion, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var key = Keys.Check(call.Required("key"), "key");
        await ingestion.ChangeAsync(run, ByTags(new() { [key] = Keys.Cut(call.Given("value"), Keys.LongestTag) }), [], ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> DeleteTag(MlflowFields call, Ingestion ingestion, ExternalRunWrites runs, CancellationToken ct)
    {
        var run = RunReader.ParseId(call.Required("run_id"));
        var key = call.Required("key");
        if (key == MlflowTags.RunName) throw MlflowException.Invalid("A run always has a name, so that its tag mlflow.runName cannot be deleted. Set it to another name.");
        if (key == MlflowTags.Note) await ingestion.ChangeAsync(run, new() { Notes = "" }, [], ct);
        else if (!await runs.RemoveTagAsync(run, key, key == MlflowTags.Parent, ct)) throw MlflowException.NotThere($"No tag with name: {key} in run with id {run:N}");
        return MlflowJson.Done;
    }

    private static async Task<IResult> LogBatch(MlflowFields call, Ingestion ingestion, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var (metrics, parameters, tags) = (call.Objects("metrics"), call.Objects("params"), call.Objects("tags"));
        RequireFew("metrics", metrics.Count, MostMetrics);
        RequireFew("params", parameters.Count, MostParameters);
        RequireFew("tags", tags.Count, MostTags);
        RequireFew("metrics, params, and tags", metrics.Count + parameters.Count + tags.Count, MostTogether);
        var points = LoggedPoint.Batches([.. metrics.Select(LoggedPoint.Of)]);
        var change = ByTags(MlflowTags.OfRun(call)) with { Options = Json(Parameters(parameters)) };
        if (points.Count > 0 && parameters.Count == 0 && tags.Count == 0) await ingestion.WriteAsync(run, null, points, ct);
        else await ingestion.ChangeAsync(run, change, points, ct);
        return MlflowJson.Done;
    }

    private static Dictionary<string, string> Parameters(IReadOnlyList<MlflowFields> given)
    {
        Dictionary<string, string> parameters = [];
        List<string> twice = [];
        foreach (var parameter in given)
        {
            var (key, value) = Parameter(parameter, parameter.Text("value") ?? "");
            if (!parameters.TryAdd(key, value)) twice.Add(key);
        }
        return twice.Count == 0 ? parameters : throw MlflowException.Invalid(
            $"Duplicate parameter keys have been submitted: [{string.Join(", ", twice.Select(key => $"'{key}'"))}]. Please ensure the request contains only one param value per param key.");
    }

    private static (string Key, string Value) Parameter(MlflowFields call, string value) =>
        (Keys.Check(call.Required("key"), call.PathOf("key")), Keys.Cut(value, Keys.LongestParameter));

    // Some tags say something that has a place of its own.
    private static ExternalRunChange ByTags(Dictionary<string, string> tags)
    {
        tags.Remove(MlflowTags.RunName, out var name);
        tags.Remove(MlflowTags.Note, out var note);
        return new()
        {
            TagValues = tags.ToDictionary(tag => tag.Key, tag => (string?)tag.Value), Name = string.IsNullOrWhiteSpace(name) ? null : name, Notes = note,
            SaysParent = tags.ContainsKey(MlflowTags.Parent), Parent = RunCalls.ParentOf(tags),
        };
    }

    private static string Json(Dictionary<string, string> parameters) => JsonSerializer.Serialize(parameters);

    private static void RequireFew(string what, int count, int most)
    {
        if (count <= most) return;
        throw MlflowException.Invalid($"A batch logging request can contain at most {most} {what}. Got {count} {what}. Please split up {what} across multiple requests and try again.");
    }
}
