using Engram.Experiments;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Engram.Web.Api.Requests;
using Engram.Web.Charts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Pages;

/// <summary>The points of a chart of a run: over the run with its tasks one after the other, or every task from its own step 0.</summary>
internal static class RunCurves
{
    private const int FewestPoints = 50;
    private const int MostPoints = 20_000;

    public static void MapRunCurves(this IEndpointRouteBuilder routes) => routes.MapGet("/runs/{id:guid}/curves", Curves).ExcludeFromDescription();

    /// <summary>Key of a line: the metric, and the task when every task has a line of its own.</summary>
    public static string Key(string metric, string? task, CurveAlign align) => align == CurveAlign.Task && task is not null ? $"{metric}@{task}" : metric;

    private static async Task<Results<Ok<CurveData>, NotFound>> Curves(
        Guid id, string chart, Word<CurveAlign>? align, int? points, long? from, long? to, EngramDb db, ExperimentCatalog catalog, SeriesReader reader, CancellationToken ct)
    {
        if (await db.RunAsync(id, ct) is not { } view) return TypedResults.NotFound();
        var series = await reader.ListAsync([id], null, null, ct);
        var group = CurveGroups.Of(series, catalog.TryFind(view.Run.Experiment ?? "")?.Plan.Metrics ?? []).FirstOrDefault(group => group.Title == chart);
        if (group is null) return TypedResults.NotFound();

        var aligned = align?.Value ?? CurveAlign.Run;
        var budget = Math.Clamp((points ?? 1_000) / Math.Max(1, aligned == CurveAlign.Task ? 1 : view.Tasks.Count), FewestPoints, MostPoints);
        var lines = new List<(string Key, long Total, CurvePoints Part)>();
        foreach (var curve in group.Curves)
        {
            foreach (var one in series.Where(one => one.Key == curve.Key))
            {
                // A task that began after the run was read is drawn when the page asks again.
                if (one.TaskIndex is { } index && index >= view.Tasks.Count) continue;
                var offset = aligned == CurveAlign.Task || one.TaskIndex is not { } place ? 0 : view.Tasks[place].FirstStep;
                var edges = new[] { curve.Low, curve.High }.Select(key => series.FirstOrDefault(edge => edge.Key == key && edge.TaskIndex == one.TaskIndex)).OfType<SeriesInfo>().ToList();
                var read = await reader.ReadAsync([one.Id, .. edges.Select(edge => edge.Id)], from - offset, to - offset, ct);
                var part = edges is [var low, var high] ? CurveThinning.Band(read[one.Id], read[low.Id], read[high.Id], budget) : CurveThinning.Line(read[one.Id], budget);
                lines.Add((Key(curve.Key, one.Task, aligned), read[one.Id].Count, part.Shifted(offset)));
            }
        }
        return TypedResults.Ok(new CurveData(
            lines.Sum(line => line.Total), lines.Sum(line => (long)line.Part.X.Length),
            aligned == CurveAlign.Task ? [] : [.. view.Tasks.Select(task => new CurveBorder(task.FirstStep, task.Name))],
            [.. lines.GroupBy(line => line.Key, line => line.Part).Select(parts => CurvePoints.Join(parts.Key, [.. parts.OrderBy(part => part.X.FirstOrDefault())]))]));
    }
}

/// <summary>Where the steps of a task are counted from.</summary>
public enum CurveAlign
{
    /// <summary>The beginning of the run.</summary>
    Run,

    /// <summary>The beginning of the task.</summary>
    Task,
}
