using System.Text.Json;
using Engram.Tracking.Inputs;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Experiments;
using Engram.Web.Mlflow.Requests;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Runs;

/// <summary>Reads runs, those of studies too, in the shape that MLflow clients expect.</summary>
/// <param name="db">The record.</param>
internal sealed class RunReader(EngramDb db)
{
    /// <summary>The run that a call names by <c>run_id</c> or, as old clients do, by <c>run_uuid</c>.</summary>
    /// <exception cref="MlflowException">It names none, or what it names cannot be or is not there.</exception>
    public static Guid IdOf(MlflowFields call) => ParseId(call.Text("run_id") is { Length: > 0 } id ? id
        : call.Text("run_uuid") is { Length: > 0 } old ? old : throw call.Missing("run_id"));

    /// <summary>Reads an identifier of a run.</summary>
    public static Guid ParseId(string text) => !Keys.IsRunId(text) ? throw MlflowException.Invalid($"Invalid run ID: '{text}'")
        : Guid.TryParseExact(text, "N", out var run) ? run : throw NotThere(text);

    /// <summary>The refusal of a run that is not there.</summary>
    public static MlflowException NotThere(string id) => MlflowException.NotThere($"Run with id={id} not found");

    /// <summary>One run, deleted ones too.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public async Task<MlflowRun> ReadAsync(Guid run, CancellationToken ct) => (await ReadAsync([run], ct)) is [var found] ? found : throw NotThere($"{run:N}");

    /// <summary>Several runs, in the order asked for.</summary>
    /// <remarks>Five queries however many there are.</remarks>
    public async Task<IReadOnlyList<MlflowRun>> ReadAsync(IReadOnlyList<Guid> runs, CancellationToken ct)
    {
        if (runs.Count == 0) return [];
        var rows = await (from r in db.Runs.AsNoTracking()
                          join p in db.Projects on r.ProjectId equals p.Id
                          where runs.Contains(r.Id)
                          select new Row(r.Id, r.Name, p.Number, p.ArtifactLocation, r.UserName, r.State, r.StartedAt, r.SubmittedAt, r.FinishedAt,
                              r.DeletedAt ?? p.DeletedAt, r.Options, r.TagValues, r.Tags, r.Notes)).ToDictionaryAsync(row => row.Id, ct);
        var metrics = await MetricsAsync(runs, ct);
        var inputs = (await (from i in db.RunInputs.AsNoTracking()
                             join d in db.Datasets on i.DatasetId equals d.Id
                             where runs.Contains(i.RunId)
                             orderby d.Name, d.Digest
                             select new { i.RunId, i.TagValues, Dataset = d }).ToListAsync(ct)).ToLookup(i => i.RunId, i => Of(i.Dataset, i.TagValues));
        var models = (await db.RunModels.AsNoTracking().Where(m => runs.Contains(m.RunId)).OrderBy(m => m.Step).ThenBy(m => m.ModelId).ToListAsync(ct)).ToLookup(m => m.RunId);
        return [.. runs.Where(rows.ContainsKey).Select(run => new MlflowRun(
            InfoOf(rows[run]), new(NullIfEmpty(metrics[run]), NullIfEmpty(ParametersOf(rows[run])), NullIfEmpty(TagsOf(rows[run]))),
            new(NullIfEmpty(inputs[run]), NullIfEmpty(models[run].Where(m => m.Direction == "input").Select(m => new MlflowModel(m.ModelId, null)))),
            NullIfEmpty(models[run].Where(m => m.Direction == "output").Select(m => new MlflowModel(m.ModelId, m.Step))) is { } made ? new(made) : null))];
    }

    private async Task<ILookup<Guid, MlflowMetric>> MetricsAsync(IReadOnlyList<Guid> runs, CancellationToken ct)
    {
        var series = await (from s in db.Series.AsNoTracking()
                            where runs.Contains(s.RunId) && s.Count > 0
                            join t in db.Tasks on new { s.RunId, Task = s.TaskIndex } equals new { t.RunId, Task = (int?)t.Index } into tasks
                            from t in tasks.DefaultIfEmpty()
                            select new { s.RunId, s.Key, Task = t == null ? null : t.Name, s.LastValue, s.LastTime, s.LastStep }).ToListAsync(ct);
        return series.Select(s => (s.RunId, Metric: new MlflowMetric(s.Task is null ? s.Key : $"{s.Task}/{s.Key}", s.LastValue, s.LastTime, s.LastStep)))
            .OrderBy(s => s.Metric.Key, StringComparer.Ordinal).ToLookup(s => s.RunId, s => s.Metric);
    }

    private static MlflowRunInfo InfoOf(Row run)
    {
        var id = run.Id.ToString("N");
        return new(id, id, run.Name, MlflowExperiment.IdOf(run.Project), run.UserName, RunStatus.Of(run.State), (run.StartedAt ?? run.SubmittedAt).ToUnixTimeMilliseconds(),
            run.FinishedAt?.ToUnixTimeMilliseconds(), $"{MlflowExperiment.LocationOf(run.Project, run.Location)}/{id}/artifacts", MlflowExperiment.StageOf(run.DeletedAt));
    }

    private static IEnumerable<MlflowTag> ParametersOf(Row run) => Texts(run.Options).Select(option => new MlflowTag(option.Key, option.Value));

    private static IEnumerable<MlflowTag> TagsOf(Row run)
    {
        SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
        foreach (var label in run.Labels) tags[label] = "";
        foreach (var (key, value) in Texts(run.TagValues)) tags[key] = value;
        if (run.Notes.Length > 0) tags[MlflowTags.Note] = run.Notes;
        tags[MlflowTags.RunName] = run.Name;
        return tags.Select(tag => new MlflowTag(tag.Key, tag.Value));
    }

    private static IOrderedEnumerable<(string Key, string Value)> Texts(JsonDocument json) => json.RootElement.EnumerateObject()
        .Select(field => (field.Name, field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText()))
        .OrderBy(field => field.Name, StringComparer.Ordinal);

    private static MlflowDatasetInput Of(Dataset dataset, JsonDocument tags) => new(
        NullIfEmpty(Texts(tags).Select(tag => new MlflowTag(tag.Key, tag.Value))),
        new(dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile));

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;

    private sealed record Row(Guid Id, string Name, long Project, string? Location, string UserName, RunState State, DateTimeOffset? StartedAt, DateTimeOffset SubmittedAt,
        DateTimeOffset? FinishedAt, DateTimeOffset? DeletedAt, JsonDocument Options, JsonDocument TagValues, string[] Labels, string Notes);
}
