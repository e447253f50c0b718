using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Engram.Web.Charts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A metric of a run as curves: over the run with its tasks one after the other, or every task from its own step 0.</summary>
internal static class RunCurves
{
    /// <summary>Key of the line that goes over the whole run.</summary>
    public const string Whole = "run";

    private const int FewestPoints = 50;
    private const int MostPoints = 20_000;

    public static void MapRunCurves(this IEndpointRouteBuilder routes) => routes.MapGet("/runs/{id:guid}/curves", Curves).ExcludeFromDescription();

    private static async Task<Ok<CurveData>> Curves(
        Guid id, string metric, CurveAlign? align, int? points, long? from, long? to, EngramDb db, SeriesReader reader, CancellationToken ct)
    {
        var tasks = await db.Tasks.AsNoTracking().Where(task => task.RunId == id).OrderBy(task => task.Index).ToListAsync(ct);
        var series = await reader.ListAsync([id], [metric], null, ct);
        var budget = Math.Clamp((points ?? 1000) / Math.Max(1, align == CurveAlign.Task ? 1 : series.Count), FewestPoints, MostPoints);
        var lines = new List<(string Key, ThinnedPoints Thinned, long Offset)>();
        foreach (var one in series)
        {
            var offset = align == CurveAlign.Task || one.TaskIndex is not { } index ? 0 : tasks[index].FirstStep;
            var thinned = (await reader.ReadThinnedAsync([one.Id], budget, from - offset, to - offset, ct))[one.Id];
            lines.Add((align == CurveAlign.Task ? one.Task ?? Whole : Whole, thinned, offset));
        }
        return TypedResults.Ok(new CurveData(
            lines.Sum(line => line.Thinned.Total),
            lines.Sum(line => (long)line.Thinned.Points.Count),
            align == CurveAlign.Task ? [] : [.. tasks.Select(task => new CurveBorder(task.FirstStep, task.Name))],
            [.. lines.GroupBy(line => line.Key).Select(line => Join(line.Key, [.. line.Select(part => (part.Thinned, part.Offset))]))]));
    }

    private static CurvePoints Join(string key, IReadOnlyList<(ThinnedPoints Thinned, long Offset)> parts)
    {
        var drawn = parts.SelectMany(part => part.Thinned.Points.Steps.Zip(part.Thinned.Points.Values, (step, value) => (Step: step + part.Offset, Value: value)))
            .Where(point => double.IsFinite(point.Value)).OrderBy(point => point.Step).ToList();
        return new(key, [.. drawn.Select(point => point.Step)], [.. drawn.Select(point => point.Value)])
        {
            Marks = [.. parts.SelectMany(part => part.Thinned.NotFinite.Select(span =>
                new CurveMark(span.FirstStep + part.Offset, span.Nan, span.PositiveInfinity, span.NegativeInfinity)))],
        };
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
