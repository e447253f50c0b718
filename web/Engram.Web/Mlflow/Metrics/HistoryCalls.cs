using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Engram.Web.Mlflow.Runs;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Metrics;

/// <summary><c>metrics/get-history*</c>.</summary>
internal static class HistoryCalls
{
    private const int MostInBulk = 25_000;
    private const int MostRuns = 100;
    private const int MostSteps = 2_500;

    /// <summary>Maps the calls under a prefix.</summary>
    public static void MapHistoryCalls(this IEndpointRouteBuilder mlflow)
    {
        mlflow.MapGet("metrics/get-history", Get);
        mlflow.MapGet("metrics/get-history-bulk-interval", Interval);
    }

    /// <summary>Maps the call that only browsers have.</summary>
    public static void MapBulkHistory(this IEndpointRouteBuilder mlflow) => mlflow.MapGet("metrics/get-history-bulk", Bulk);

    private static async Task<IResult> Get(MlflowFields call, MetricHistory history, EngramDb db, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var key = call.Required("metric_key");
        var most = call.Whole("max_results") is null ? int.MaxValue : call.Results(null, int.MaxValue - 1);
        var after = HistoryToken.Read(call.Text("page_token"));
        await RequireRunsAsync([run], db, ct);
        if (!(await history.SeriesAsync([run], key, ct)).TryGetValue(run, out var series)) return MlflowJson.Done;

        var points = await history.ReadAsync(series, null, null, ct);
        points.Sort();
        var start = after is not { } last ? 0 : points.BinarySearch(last) is >= 0 and var place ? place + 1 : ~points.BinarySearch(last);
        var page = points.GetRange(start, Math.Min(most, points.Count - start));
        return MlflowJson.Answer(new
        {
            Metrics = page.Count > 0 ? page.Select(point => Of(key, point)) : null,
            NextPageToken = start + page.Count < points.Count ? HistoryToken.Write(page[^1]) : null,
        });
    }

    private static async Task<IResult> Bulk(MlflowFields call, MetricHistory history, EngramDb db, CancellationToken ct)
    {
        var (runs, key) = (Runs(call, "run_id"), call.Required("metric_key"));
        var most = call.Results(MostInBulk, MostInBulk);
        await RequireRunsAsync(runs, db, ct);
        List<MlflowMetric> metrics = [];
        var series = await history.SeriesAsync(runs, key, ct);
        foreach (var run in runs.Where(series.ContainsKey))
        {
            var points = await history.ReadAsync(series[run], null, null, ct);
            points.Sort();
            metrics.AddRange(points.Take(most - metrics.Count).Select(point => Of(key, point, run)));
        }
        return MlflowJson.Answer(new { Metrics = metrics.Count > 0 ? metrics : null });
    }

    private static async Task<IResult> Interval(MlflowFields call, MetricHistory history, EngramDb db, CancellationToken ct)
    {
        var (runs, key) = (Runs(call, "run_ids"), call.Required("metric_key"));
        var (from, to) = (call.Whole("start_step"), call.Whole("end_step"));
        if ((from is null) != (to is null)) throw MlflowException.Invalid("If either start step or end step are specified, both must be specified.");
        if (from > to) throw MlflowException.Invalid($"end_step must be greater than start_step. Found start_step={from} and end_step={to}.");
        var most = call.Results(MostSteps, MostSteps);
        await RequireRunsAsync(runs, db, ct);
        var series = await history.SeriesAsync(runs, key, ct);
        List<(Guid Run, List<MlflowPoint> Points)> all = [];
        foreach (var run in runs.Where(series.ContainsKey)) all.Add((run, await history.ReadAsync(series[run], from, to, ct)));
        var steps = StepSample.Of([.. all.Select(run => run.Points)], most);
        var metrics = all.SelectMany(run =>
        {
            run.Points.Sort(MlflowPoint.ByStep);
            return run.Points.Where(point => steps.Contains(point.Step)).Select(point => Of(key, point, run.Run));
        });
        return MlflowJson.Answer(new { Metrics = all.Count > 0 ? metrics : null });
    }

    private static MlflowMetric Of(string key, MlflowPoint point, Guid? run = null) => new(key, point.Value, point.Timestamp, point.Step, run?.ToString("N"));

    private static List<Guid> Runs(MlflowFields call, string field)
    {
        var ids = call.Texts(field);
        if (ids.Count == 0) throw call.Missing(field);
        return ids.Count <= MostRuns ? [.. ids.Select(RunReader.ParseId).Distinct()]
            : throw MlflowException.Invalid($"GetMetricHistoryBulk request must specify at most {MostRuns} run_ids. Received {ids.Count} run_ids.");
    }

    private static async Task RequireRunsAsync(IReadOnlyList<Guid> runs, EngramDb db, CancellationToken ct)
    {
        var there = await db.Runs.Where(r => runs.Contains(r.Id)).Select(r => r.Id).ToListAsync(ct);
        if (runs.Except(there).Cast<Guid?>().FirstOrDefault() is { } missing) throw RunReader.NotThere($"{missing:N}");
    }
}
