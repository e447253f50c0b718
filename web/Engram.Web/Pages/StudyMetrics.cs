using Engram.Experiments;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>What the runs of a study recorded, as far as they succeeded or are at work.</summary>
/// <param name="Tasks">Metric key → the tasks that have it, in their order; empty for a metric outside tasks.</param>
/// <param name="Declared">What the experiment declares of its metrics; empty when the catalogue no longer has it.</param>
/// <param name="Curves">Keys of metrics with more than one point: declared ones first, in their order.</param>
public sealed record StudyMetrics(IReadOnlyDictionary<string, IReadOnlyList<string>> Tasks, IReadOnlyList<MetricDeclaration> Declared, IReadOnlyList<string> Curves)
{
    /// <summary>Keys, declared scores first, then declared curves, then what else was recorded.</summary>
    public IReadOnlyList<string> Keys =>
        [.. Declared.OrderByDescending(metric => metric.IsScore).Select(metric => metric.Key).Where(Tasks.ContainsKey), .. Tasks.Keys.Except(Declared.Select(metric => metric.Key)).Order(StringComparer.Ordinal)];

    /// <summary>The score to show first; null when nothing was recorded.</summary>
    public string? FirstScore => Keys is [var first, ..] ? first : null;
}

internal static class StudyMetricsReader
{
    /// <summary>What a study's runs recorded. One query over the summaries of series.</summary>
    public static async Task<StudyMetrics> MetricsAsync(this EngramDb db, Guid study, ExperimentDescription? experiment, CancellationToken ct)
    {
        var recorded = await (
            from series in db.Series
            join run in db.Runs on series.RunId equals run.Id
            where run.StudyId == study && run.DeletedAt == null && (run.State == RunState.Succeeded || run.State == RunState.Running)
            from task in db.Tasks.Where(task => task.RunId == series.RunId && task.Index == series.TaskIndex).DefaultIfEmpty()
            group series by new { series.Key, series.TaskIndex, Task = task == null ? null : task.Name } into same
            select new { same.Key.Key, same.Key.TaskIndex, same.Key.Task, Points = same.Max(series => series.Count) }).ToListAsync(ct);
        var declared = experiment?.Plan.Metrics ?? [];
        var tasks = recorded.GroupBy(one => one.Key).ToDictionary(same => same.Key,
            same => (IReadOnlyList<string>)[.. same.OrderBy(one => one.TaskIndex).Select(one => one.Task).OfType<string>().Distinct()]);
        var curves = recorded.Where(one => one.Points > 1).Select(one => one.Key).ToHashSet();
        return new(tasks, declared,
        [
            .. declared.Where(metric => !metric.IsScore && curves.Contains(metric.Key)).Select(metric => metric.Key),
            .. curves.Except(declared.Select(metric => metric.Key)).Order(StringComparer.Ordinal),
        ]);
    }
}
