using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Web.Api.Metrics;

/// <summary>Points over HTTP: logged to a run that a client executes, and exported from any run.</summary>
internal static class PointsApi
{
    /// <summary>Maps <c>POST /runs/{id}/metrics</c> and <c>GET /runs/{id}/points</c>.</summary>
    public static void MapPoints(this IEndpointRouteBuilder api)
    {
        var points = api.MapGroup("").WithTags("Metrics");
        points.MapPost("/runs/{id}/metrics", Write);
        points.MapGet("/runs/{id}/points", Export).Produces<string>(StatusCodes.Status200OK, SeriesForms.Csv, PointColumns.MediaType);
    }

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

    /// <summary>Every stored point of a run, or of some of its series: nothing thinned, and of a step that was written several times every value.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <param name="key">Metric keys; repeat the parameter for more than one. All when absent.</param>
    /// <param name="task">Name of a task: only its series.</param>
    /// <response code="200">
    /// As <c>Accept</c> wants it, written as it is read. CSV: <c>key,task,step,time,value</c>, one line a point. Binary (<c>application/octet-stream</c>): frames
    /// as <c>POST /runs/{id}/metrics</c> takes them.
    /// </response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<PointExport, Missing, NotAcceptable>> Export(
        Guid id, SeriesReader reader, EngramDb db, HttpRequest request, CancellationToken ct, [FromQuery, Length(0, 100)] string[]? key = null, string? task = null)
    {
        if (AnswerForm.Choose(request, SeriesForms.Csv, PointColumns.MediaType) is not { } form)
        {
            return new NotAcceptable($"{SeriesForms.Csv} and {PointColumns.MediaType}");
        }
        if (!await RunParts.IsThereAsync(id, db, ct)) return Missing.Of("run", id, RunsApi.Address);
        return new PointExport(await reader.ListAsync([id], key is [] ? null : key, task, ct), reader, form);
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
