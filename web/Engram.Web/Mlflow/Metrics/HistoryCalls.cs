using Engram.Tracking.Metrics;
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
        var most = call.Whole("max_results") is null ? int.MaxValue : call.Results(null, int.MaxValue);
        var after = HistoryToken.Read(call.Text("page_token"));
        await RequireRunsAsync([run], db, ct);
        if (!(await history.SeriesAsync([run], key, ct)).TryGetValue(run, out var series)) return MlflowJson.Done;
        var pages = await HistoryPages.BeginAsync((last, count) => history.PageAsync(series, last, count, ct), key, after, most);
        return pages is null ? MlflowJson.Done : MlflowJson.Answer(pages);
    }

    private static async Task<IResult> Bulk(MlflowFields call, MetricHistory history, EngramDb db, CancellationToken ct)
    {
        var (runs, key) = (Runs(call, "run_id"), call.Required("metric_key"));
        var most = call.Results(MostInBulk, MostInBulk);
        await RequireRunsAsync(runs, db, ct);
        List<MlflowMetric> metrics = [];
        var series = await history.SeriesAsync(runs, key, ct);
        foreach (var run in runs.Where(series.ContainsKey).TakeWhile(_ => metrics.Count < most))
        {
            metrics.AddRange((await history.PageAsync(series[run], null, most - metrics.Count, ct)).Select(point => Of(key, point, run)));
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
        if (series.Count == 0) return MlflowJson.Done;
        var steps = await history.StepsAsync([.. series.Values], from ?? long.MinValue, to ?? long.MaxValue, most, ct);
        if (steps.Count == 0) return MlflowJson.Done;
        return MlflowJson.Answer(new { Metrics = PointsAsync() });

        async IAsyncEnumerable<MlflowMetric> PointsAsync()
        {
            foreach (var run in runs.Where(series.ContainsKey))
            {
                await foreach (var point in history.AtAsync(series[run], steps, ct)) yield return Of(key, point, run);
            }
        }
    }

    private static MlflowMetric Of(string key, HistoryPoint point, Guid run) => new(key, point.Value, point.Time, point.Step, run.ToString("N"));

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
