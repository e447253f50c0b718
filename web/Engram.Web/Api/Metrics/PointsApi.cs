using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Web.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Metrics;

/// <summary>Logging points over HTTP to a run that a client executes.</summary>
internal static class PointsApi
{
    /// <summary>Maps <c>POST /runs/{id}/metrics</c>.</summary>
    public static void MapPoints(this IEndpointRouteBuilder api) => api.MapGroup("").WithTags("Metrics").MapPost("/runs/{id}/metrics", Write);

    /// <summary>Adds points to series of an external run; series and tasks that are not there yet begin. Answers once they are committed.</summary>
    /// <param name="id">Identifier of an external run.</param>
    /// <param name="body">
    /// JSON, or <c>application/octet-stream</c>, little-endian: the length of a JSON header in bytes (int32), the header, zeros up to a multiple of 8, then per
    /// series its steps (int64), its times (int64) when the header says so, and its values (float64). The header:
    /// <c>{"request": 17, "series": [{"key": "loss", "task": "light", "count": 1000, "times": true}]}</c>. What follows is another such frame, if anything.
    /// </param>
    /// <response code="200">They are in the record.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">The run is in the bin, or it belongs to a study and is recorded by a worker.</response>
    /// <response code="429">More points wait to be written than may; none of these were taken. Send them again after <c>Retry-After</c> seconds.</response>
    internal static async Task<Results<Ok<PointsWritten>, Missing, Conflicting, Busy>> Write(
        Guid id, PointsBody body, Ingestion ingestion, ExternalTasks tasks, TimeProvider time, CancellationToken ct)
    {
        if (body.Points is not { } points) return new Busy(ingestion.Limits.RetryAfter);
        try
        {
            var indexes = await BeginTasksAsync(id, points, tasks, ct);
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var written = await ingestion.WriteAsync(id, points.Request, [.. points.Series.Select(series => Batch(series, indexes, now))], ct);
            return TypedResults.Ok(new PointsWritten(written, points.Series.Sum(series => series.Steps.LongLength)));
        }
        catch (IngestionFullException full)
        {
            return new Busy(full.RetryAfter);
        }
    }

    private static async Task<IReadOnlyDictionary<string, int>> BeginTasksAsync(Guid run, PostedPoints points, ExternalTasks tasks, CancellationToken ct)
    {
        List<(string, long)> named = [.. points.Series.Where(series => series.Task is not null).GroupBy(series => series.Task!)
            .Select(task => (task.Key, task.Max(series => series.Steps.Max())))];
        return named.Count == 0 ? new Dictionary<string, int>() : await tasks.BeginAsync(run, named, ct);
    }

    private static SeriesBatch Batch(PostedSeries series, IReadOnlyDictionary<string, int> tasks, long now) =>
        new(series.Key, series.Task is { } task ? tasks[task] : null, new(series.Steps, series.Times ?? Always(now, series.Steps.Length), series.Values));

    private static long[] Always(long time, int count)
    {
        var times = new long[count];
        times.AsSpan().Fill(time);
        return times;
    }
}
