using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Web.Mlflow.Experiments;
using Engram.Web.Mlflow.Naming;
using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Runs;

/// <summary><c>runs/create</c>, <c>get</c>, <c>update</c>, <c>delete</c> and <c>restore</c>.</summary>
internal static class RunCalls
{
    /// <summary>Maps the calls under a prefix.</summary>
    public static void MapRunCalls(this IEndpointRouteBuilder mlflow)
    {
        mlflow.MapPost("runs/create", Create);
        mlflow.MapGet("runs/get", Get);
        mlflow.MapPost("runs/update", Update);
        mlflow.MapPost("runs/delete", Delete);
        mlflow.MapPost("runs/restore", Restore);
        mlflow.MapPost("runs/search", RunSearchCall.Search);
    }

    private static async Task<IResult> Create(
        MlflowFields call, ExperimentDirectory experiments, ExternalRunWrites runs, RunReader reader, RunNames names, TimeProvider time, CancellationToken ct)
    {
        var experiment = call.RequiredIdentifier("experiment_id");
        var (user, name, start) = (call.Text("user_id") ?? "", call.Text("run_name") ?? "", call.Moment("start_time") ?? DateTimeOffset.UnixEpoch);
        var tags = MlflowTags.OfRun(call);
        if (tags.Remove(MlflowTags.RunName, out var tagged) && tagged.Length > 0)
        {
            if (name.Length > 0 && name != tagged)
            {
                throw MlflowException.Invalid($"Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{name}', mlflow.runName='{tagged}').");
            }
            name = tagged;
        }
        var project = await experiments.FindActiveAsync(experiment, ct);
        tags.Remove(MlflowTags.Note, out var note);
        var now = time.GetUtcNow();
        var run = Guid.CreateVersion7(now);
        await runs.StartAsync(new(run, project.Id, string.IsNullOrWhiteSpace(name) ? names.Next() : Keys.Cut(name, Keys.LongestTag), "{}", start)
        {
            SubmittedAt = now,
            User = user.Length > 0 ? user : tags.GetValueOrDefault(MlflowTags.User, ""),
            Notes = note ?? "",
            TagValues = tags,
            Parent = ParentOf(tags),
        }, ct);
        return MlflowJson.Answer(new { Run = await reader.ReadAsync(run, ct) });
    }

    private static async Task<IResult> Get(MlflowFields call, RunReader reader, CancellationToken ct) =>
        MlflowJson.Answer(new { Run = await reader.ReadAsync(RunReader.IdOf(call), ct) });

    private static async Task<IResult> Update(MlflowFields call, Ingestion ingestion, RunReader reader, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var state = call.Identifier("status") is { } status ? RunStatus.Parse(status) : (RunState?)null;
        var name = call.Text("run_name");
        await ingestion.ChangeAsync(run, new() { State = state, FinishedAt = call.Moment("end_time"), Name = string.IsNullOrWhiteSpace(name) ? null : Keys.Cut(name, Keys.LongestTag) }, [], ct);
        return MlflowJson.Answer(new { RunInfo = (await reader.ReadAsync(run, ct)).Info });
    }

    private static async Task<IResult> Delete(MlflowFields call, RunBin bin, CancellationToken ct)
    {
        await bin.DeleteAsync(RunReader.ParseId(call.Required("run_id")), ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> Restore(MlflowFields call, RunBin bin, CancellationToken ct)
    {
        await bin.RestoreAsync(RunReader.ParseId(call.Required("run_id")), ct);
        return MlflowJson.Done;
    }

    /// <summary>The run that tags name as the one above; null when they name none that can be.</summary>
    public static Guid? ParentOf(IReadOnlyDictionary<string, string> tags) =>
        tags.TryGetValue(MlflowTags.Parent, out var text) && Guid.TryParseExact(text, "N", out var parent) ? parent : null;
}
