using Engram.Experiments;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Requests;
using Engram.Web.Parts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>Parts of pages by themselves: what live.js fetches when something changed. The same components, with the same parameters.</summary>
internal static class Fragments
{
    public static void MapFragments(this IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapGroup("").ExcludeFromDescription();
        fragments.MapGet("/studies/list", StudyTable);
        fragments.MapGet("/studies/{id:guid}/progress", StudyProgress);
        fragments.MapGet("/studies/{id:guid}/actions", StudyActions);
        fragments.MapGet("/studies/{id:guid}/charts", StudyCharts);
        fragments.MapGet("/studies/{id:guid}/results", Results);
        fragments.MapGet("/workers/now", Workers);
        fragments.MapGet("/runs/{id:guid}/status", RunStatus);
        fragments.MapGet("/runs/{id:guid}/actions", RunActions);
        fragments.MapGet("/runs/{id:guid}/log", RunLog);
        fragments.MapGet("/runs/{id:guid}/charts", RunCharts);
    }

    private static async Task<RazorComponentResult<StudyTable>> StudyTable(Guid? project, string? experiment, string? search, Guid? after, EngramDb db, CancellationToken ct)
    {
        var studies = await db.StudiesAsync(project, experiment, search, after, ct);
        return new(new { Studies = studies.Take(StudyList.PageSize).ToList(), Fragment = Urls.StudyTable(project, experiment, search, after) });
    }

    private static async Task<Results<RazorComponentResult<StudyProgressPart>, NotFound>> StudyProgress(Guid id, EngramDb db, CancellationToken ct) =>
        await db.StudyAsync(id, ct) is { } view ? new RazorComponentResult<StudyProgressPart>(new { View = view }) : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<StudyActionsPart>, NotFound>> StudyActions(Guid id, EngramDb db, CancellationToken ct) =>
        await db.StudyAsync(id, ct) is { } view ? new RazorComponentResult<StudyActionsPart>(new { Study = id, view.Open }) : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<StudyChartsPart>, NotFound>> StudyCharts(Guid id, EngramDb db, ExperimentCatalog catalog, CancellationToken ct)
    {
        if (await db.StudyAsync(id, ct) is not { } view) return TypedResults.NotFound();
        var curve = catalog.TryFind(view.Study.Experiment)?.Plan.Metrics.FirstOrDefault(metric => !metric.IsScore);
        return new RazorComponentResult<StudyChartsPart>(new { View = view, Metric = curve, Points = await db.PointsAsync(id, curve?.Key, ct) });
    }

    private static async Task<Results<RazorComponentResult<StudyResultsPart>, NotFound>> Results(
        Guid id, EngramDb db, ExperimentCatalog catalog, StudyResultsReader reader, CancellationToken ct)
    {
        if (await db.StudyAsync(id, ct) is not { } view) return TypedResults.NotFound();
        var experiment = catalog.TryFind(view.Study.Experiment);
        return new RazorComponentResult<StudyResultsPart>(new { View = view, Experiment = experiment, Results = await reader.ReadAsync(id, experiment, ct) });
    }

    private static async Task<Results<RazorComponentResult<RunStatusPart>, NotFound>> RunStatus(Guid id, EngramDb db, CancellationToken ct) =>
        await db.RunAsync(id, ct) is { } view ? new RazorComponentResult<RunStatusPart>(new { View = view }) : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<RunActionsPart>, NotFound>> RunActions(Guid id, EngramDb db, CancellationToken ct) =>
        await db.RunAsync(id, ct) is { } view
            ? new RazorComponentResult<RunActionsPart>(new { Run = id, view.Run.State, view.Run.IsExternal, HasMemory = await db.Checkpoints.AnyAsync(checkpoint => checkpoint.RunId == id && checkpoint.Kind == "memory", ct) })
            : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<LogPart>, NotFound>> RunLog(Guid id, EngramDb db, CancellationToken ct) =>
        await db.RunAsync(id, ct) is { } view
            ? new RazorComponentResult<LogPart>(new { Run = id, IsLive = !view.Run.State.IsOver(), Lines = await db.LastLogLinesAsync(id, ct) })
            : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<RunCurvesPart>, NotFound>> RunCharts(
        Guid id, Word<CurveAlign> align, bool? log, string? find, EngramDb db, ExperimentCatalog catalog, SeriesReader reader, CancellationToken ct)
    {
        if (await db.RunAsync(id, ct) is not { } view) return TypedResults.NotFound();
        var experiment = catalog.TryFind(view.Run.Experiment ?? "");
        var series = await reader.ListAsync([id], null, null, ct);
        var paths = await RunPaths.ReadAsync(CurveGroups.Of(series, experiment?.Plan.Metrics ?? []), series, reader, ct);
        return new RazorComponentResult<RunCurvesPart>(new { View = view, Experiment = experiment, Series = series, Paths = paths, Align = align.Value, IsLogarithmic = log, Find = find });
    }

    private static async Task<RazorComponentResult<WorkersPart>> Workers(EngramDb db, CancellationToken ct)
    {
        var (workers, queue) = await db.WorkersAsync(ct);
        return new(new { Workers = workers, Queue = queue });
    }
}
