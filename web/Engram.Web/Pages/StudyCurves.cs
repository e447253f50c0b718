using Engram.Tracking.Comparing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Requests;
using Engram.Web.Charts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A metric of a study as one curve per condition, over seeds, with a band.</summary>
internal static class StudyCurves
{
    private const int FewestPoints = 50;
    private const int MostPoints = 1_200;

    // A band is looked at, not quoted: its edges may move by a few percent of its width.
    private const int Replicates = 500;

    public static void MapStudyCurves(this IEndpointRouteBuilder routes) => routes.MapGet("/studies/{id:guid}/curves", Curves).ExcludeFromDescription();

    /// <remarks>Runs that succeeded and runs at work take part; the number of seeds stands at every point.</remarks>
    private static async Task<Ok<CurveData>> Curves(
        Guid id, string metric, string? task, Word<Statistic>? statistic, Word<IntervalMethod>? interval, double? level, Word<BandKind>? band, int? points, long? from, long? to,
        EngramDb db, SeriesReader reader, CancellationToken ct)
    {
        var runs = await db.Runs.Where(run => run.StudyId == id && run.DeletedAt == null && (run.State == RunState.Succeeded || run.State == RunState.Running))
            .Select(run => new { run.Id, run.ConditionId, run.Condition!.Position }).ToListAsync(ct);
        var listed = await reader.ListAsync([.. runs.Select(run => run.Id)], [metric], task, ct);
        // Read after the series, so that a task which begins meanwhile is there; one whose run begins anew meanwhile is gone, and its series with it.
        var tasks = await db.Tasks.AsNoTracking().Where(one => db.Runs.Any(run => run.Id == one.RunId && run.StudyId == id)).ToListAsync(ct);
        var starts = tasks.ToDictionary(one => (one.RunId, one.Index), one => one.FirstStep);
        long Offset(SeriesInfo series) => task is not null || series.TaskIndex is not { } index ? 0 : starts[(series.RunId, index)];

        // Series that begin at the same step of their run are read in one go, cut to the window as it lies in them.
        var series = listed.Where(one => task is not null || one.TaskIndex is not { } index || starts.ContainsKey((one.RunId, index)));
        Dictionary<Guid, List<Points>> ofRun = [];
        foreach (var group in series.GroupBy(Offset).OrderBy(group => group.Key))
        {
            var read = await reader.ReadAsync([.. group.Select(one => one.Id)], from - group.Key, to - group.Key, ct);
            foreach (var one in group)
            {
                if (!ofRun.TryGetValue(one.RunId, out var parts)) ofRun[one.RunId] = parts = [];
                parts.Add(Shifted(read[one.Id], group.Key));
            }
        }

        var settings = new IntervalSettings(interval?.Value, level ?? 0.95, Replicates);
        var budget = Math.Clamp(points ?? 600, FewestPoints, MostPoints);
        var lines = runs.GroupBy(run => run.Position).OrderBy(condition => condition.Key)
            .Select(condition => (condition.Key, Band: SeriesBand.Of([.. condition.Where(run => ofRun.ContainsKey(run.Id)).Select(run => Points.Concat(ofRun[run.Id]))], statistic?.Value ?? Statistic.Mean, settings, budget)))
            .Where(line => line.Band.Steps.Length > 0).ToList();
        return TypedResults.Ok(new CurveData(
            lines.Sum(line => (long)line.Band.Total), lines.Sum(line => (long)line.Band.Steps.Length),
            task is null ? Borders(tasks) : [], [.. lines.Select(line => Line(line.Key, line.Band, band?.Value ?? BandKind.Interval))]));
    }

    private static CurvePoints Line(int position, SeriesBand band, BandKind kind) => new(Key(position), band.Steps, band.Center)
    {
        Low = kind switch { BandKind.Interval => band.Low, BandKind.Range => band.Min, _ => null },
        High = kind switch { BandKind.Interval => band.High, BandKind.Range => band.Max, _ => null },
        N = band.N,
        Marks = [.. band.Steps.Zip(band.NotFinite).Where(step => step.Second > 0).Select(step => new CurveMark(step.First, 0, 0, 0) { Unknown = step.Second })],
    };

    /// <summary>Key of a condition's line.</summary>
    public static string Key(int position) => $"c{position}";

    // Conditions may run other tasks; borders are drawn where all runs that have a task begin it at the same step.
    private static IReadOnlyList<CurveBorder> Borders(IEnumerable<RunTask> tasks) =>
        [.. tasks.GroupBy(task => task.Name).Where(same => same.Select(task => task.FirstStep).Distinct().Count() == 1)
            .Select(same => new CurveBorder(same.First().FirstStep, same.Key)).OrderBy(border => border.Step)];

    private static Points Shifted(Points points, long offset) => offset == 0 ? points : new([.. points.Steps.Select(step => step + offset)], points.Times, points.Values);
}

/// <summary>What the band around a curve is.</summary>
public enum BandKind
{
    /// <summary>The interval of the statistic.</summary>
    Interval,

    /// <summary>From the smallest to the largest value of any seed.</summary>
    Range,

    /// <summary>No band.</summary>
    None,
}
