using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Metrics;

/// <summary>Metrics over HTTP: which series a run has, and their points, as many as a chart needs.</summary>
internal static class SeriesApi
{
    private const int MostRuns = 1_000;
    private const int MostPoints = 5_000_000;

    /// <summary>Maps <c>/series</c> and <c>/runs/{id}/metrics</c>.</summary>
    public static void MapSeries(this IEndpointRouteBuilder api)
    {
        var series = api.MapGroup("").WithTags("Metrics");
        series.MapGet("/runs/{id}/metrics", OfRun);
        series.MapGet("/series", Points).Produces<PointsAnswer>(StatusCodes.Status200OK, "application/json", SeriesForms.Csv, SeriesForms.Binary);
    }

    /// <summary>The series of a run, summed up; those outside tasks first.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The series.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<IEnumerable<SeriesAnswer>>, Missing>> OfRun(
        Guid id, SeriesReader reader, EngramDb db, CancellationToken ct) =>
        await RunParts.IsThereAsync(id, db, ct)
            ? TypedResults.Ok((await reader.ListAsync([id], null, null, ct)).Select(SeriesAnswer.Of))
            : Missing.Of("run", id, RunsApi.Address);

    /// <summary>
    /// Points of series of one run or of many at once, thinned to what a chart can show: of every column of pixels the smallest and the largest
    /// value.
    /// </summary>
    /// <param name="run">Identifiers of runs; repeat the parameter for more than one.</param>
    /// <param name="key">Metric keys; repeat the parameter for more than one. All when absent.</param>
    /// <param name="task">Name of a task: only its series.</param>
    /// <param name="points">Most points per series; a series with fewer comes whole.</param>
    /// <param name="from">First step; from the beginning when absent.</param>
    /// <param name="to">Last step; to the end when absent.</param>
    /// <response code="200">
    /// As <c>Accept</c> wants it. JSON: columns per series. CSV: <c>run,key,task,step,time,value</c>, one line a point. Binary
    /// (<c>application/octet-stream</c>), little-endian:
    /// the length of a JSON header in bytes (int32), the header, zeros up to a multiple of 8, then per series its steps (int64), times (int64) and
    /// values (float64);
    /// the header is the JSON answer without these three columns.
    /// </response>
    internal static async Task<Results<Ok<PointsAnswer>, SeriesForms, Invalid, NotAcceptable>> Points(
        SeriesReader reader, EngramDb db, HttpRequest request,
        [FromQuery, Length(1, MostRuns)] Guid[] run, CancellationToken ct, [FromQuery, Length(0, 100)] string[]? key = null, string? task = null,
        [Range(Thinning.FewestPoints, 1_000_000)] int points = 1_000, long? from = null, long? to = null)
    {
        if (AnswerForm.Choose(request, "application/json", SeriesForms.Csv, SeriesForms.Binary) is not { } form)
        {
            return new NotAcceptable($"application/json, {SeriesForms.Csv} and {SeriesForms.Binary}");
        }
        if (from > to) return new Invalid("from", $"Is {from}, after to ({to}).");
        var there = await db.Runs.Where(r => run.Contains(r.Id) && r.DeletedAt == null).Select(r => r.Id).ToListAsync(ct);
        if (run.Except(there).ToList() is { Count: > 0 } missing)
        {
            return new Invalid(new Dictionary<string, string[]> { ["run"] = [.. missing.Select(id => $"There is no run {id:N}.")] });
        }

        var series = await reader.ListAsync(run, key is [] ? null : key, task, ct);
        var most = series.Sum(one => Math.Min(points, one.Summary.Count));
        if (most > MostPoints)
        {
            return new Invalid("points", $"{series.Count} series with up to {points} points each are {most} points; one answer has at most "
                + $"{MostPoints}. Ask for fewer points, or fewer runs at a time.");
        }
        var read = await reader.ReadThinnedAsync([.. series.Select(one => one.Id)], points, from, to, ct);
        var answer = new PointsAnswer([.. series.Select(one => SeriesPoints.Of(one, read[one.Id]))]);
        return form == "application/json" ? TypedResults.Ok(answer) : new SeriesForms(answer, form);
    }
}
