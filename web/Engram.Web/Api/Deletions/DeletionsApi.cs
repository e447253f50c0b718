using Engram.Experiments.Options;
using Engram.Tracking.Deletions;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Runs;
using Engram.Web.Api.Studies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Deletions;

/// <summary>Into the bin and back: runs one by one and in their thousands, studies, projects.</summary>
internal static class DeletionsApi
{
    private const string Projects = "/api/v1/projects";

    /// <summary>Maps what puts things into the bin and brings them back.</summary>
    public static void MapDeletions(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapDelete("/{id}", DeleteRun);
        runs.MapPost("/{id}/restore", RestoreRun);
        runs.MapPost("/delete", DeleteRuns);
        runs.MapPost("/restore", RestoreRuns);
        var studies = api.MapGroup("/studies").WithTags("Studies");
        studies.MapDelete("/{id}", DeleteStudy);
        studies.MapPost("/{id}/restore", RestoreStudy);
        var projects = api.MapGroup("/projects").WithTags("Projects");
        projects.MapDelete("/{id}", DeleteProject);
        projects.MapPost("/{id}/restore", RestoreProject);
    }

    /// <summary>Puts a run into the bin; <c>/restore</c> brings it back.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="204">It is in the bin.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">A worker has it, or other runs started from it.</response>
    internal static async Task<Results<NoContent, Missing, Conflicting>> DeleteRun(Guid id, Deletion deletion, CancellationToken ct) =>
        await deletion.DeleteRunsAsync([id], ct) switch
        {
            { Runs: 1 } => TypedResults.NoContent(),
            { Kept: 1, SomeKept: [var kept] } => new Conflicting(Words(kept)),
            _ => Missing.Of("run", id, RunsApi.Address),
        };

    /// <summary>Brings a run back from the bin.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The run.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">Another run has its place, the same condition and seed; or its study or project is in the bin.</response>
    internal static async Task<Results<Ok<RunAnswer>, Missing, Conflicting>> RestoreRun(Guid id, Restoration restoration, EngramDb db, CancellationToken ct)
    {
        if ((await restoration.RestoreRunsAsync([id], ct)).Kept.Count > 0)
        {
            return new Conflicting("Another run has its place in the study by now, the same condition and seed: put that one into the bin first. "
                + "Or its study or project is in the bin: restore that.");
        }
        return await RunsApi.FindAsync(id, db, ct) is { } run ? TypedResults.Ok(RunAnswer.Of(run)) : Missing.Of("run", id, RunsApi.Address);
    }

    /// <summary>Puts many runs into the bin: those of a list, or all that a filter finds. Those that cannot go stay, and the answer says why.</summary>
    /// <response code="200">What went and what stays.</response>
    internal static async Task<Results<Ok<DeletedRuns>, Invalid>> DeleteRuns(Body<RunsToDelete> body, Deletion deletion, RunSearch search, CancellationToken ct)
    {
        var asked = body.Value;
        var errors = new FieldErrors();
        if (asked.Ids is null == asked.Filter is null) errors.Add("ids", "Say which runs: either by ids or by a filter.");
        if (asked.Project is not null && asked.Filter is null) errors.Add("project", "Belongs to a filter; leave it out.");
        RunFilter? filter = null;
        try
        {
            if (asked.Filter is not null) filter = FilterParser.Parse(asked.Filter);
        }
        catch (FilterException wrong)
        {
            errors.Add("filter", wrong.Message);
        }
        errors.ThrowIfAny();
        var ids = asked.Ids ?? await search.AllAsync(filter!, asked.Project, ct);
        return TypedResults.Ok(DeletedRuns.Of(await deletion.DeleteRunsAsync(ids, ct)));
    }

    /// <summary>Brings many runs back from the bin: those of a list, or all that went by themselves at one time.</summary>
    /// <response code="200">How many came back, and which stay.</response>
    internal static async Task<Results<Ok<RestoredAnswer>, Invalid>> RestoreRuns(Body<RunsToRestore> body, Restoration restoration, CancellationToken ct)
    {
        if (body.Value.Ids is null == body.Value.DeletedAt is null) return new Invalid("ids", "Say which runs: either by ids or by deletedAt.");
        var back = body.Value.Ids is { } ids ? await restoration.RestoreRunsAsync(ids, ct) : await restoration.RestoreRunsAsync(body.Value.DeletedAt!.Value, ct);
        return TypedResults.Ok(new RestoredAnswer(back.Runs, back.Kept));
    }

    /// <summary>Puts a study with its runs into the bin.</summary>
    /// <param name="id">Identifier of the study.</param>
    /// <response code="204">It is in the bin.</response>
    /// <response code="404">There is no such study.</response>
    /// <response code="409">A worker has some of its runs, or other runs started from them.</response>
    internal static async Task<Results<NoContent, Missing, Conflicting>> DeleteStudy(Guid id, Deletion deletion, CancellationToken ct) =>
        await deletion.DeleteStudyAsync(id, ct) switch
        {
            null => Missing.Of("study", id, StudiesApi.Address),
            { Kept: > 0 } kept => new Conflicting(Words("study", kept)),
            _ => TypedResults.NoContent(),
        };

    /// <summary>Brings a study back from the bin, with the runs that went with it.</summary>
    /// <param name="id">Identifier of the study.</param>
    /// <response code="200">How many runs came back with it.</response>
    /// <response code="404">There is no such study in the bin, or its project is in there.</response>
    internal static async Task<Results<Ok<RestoredAnswer>, Missing>> RestoreStudy(Guid id, Restoration restoration, CancellationToken ct) =>
        await restoration.RestoreStudyAsync(id, ct) is { } back ? TypedResults.Ok(new RestoredAnswer(back.Runs, back.Kept)) : NotInBin("study", id);

    /// <summary>Puts a project with its studies and runs into the bin. Its name is free at once.</summary>
    /// <param name="id">Identifier of the project.</param>
    /// <response code="204">It is in the bin.</response>
    /// <response code="404">There is no such project.</response>
    /// <response code="409">A worker has some of its runs, or runs of other projects started from them.</response>
    internal static async Task<Results<NoContent, Missing, Conflicting>> DeleteProject(Guid id, Deletion deletion, CancellationToken ct) =>
        await deletion.DeleteProjectAsync(id, ct) switch
        {
            null => Missing.Of("project", id, Projects),
            { Kept: > 0 } kept => new Conflicting(Words("project", kept)),
            _ => TypedResults.NoContent(),
        };

    /// <summary>Brings a project back from the bin, with the studies and runs that went with it.</summary>
    /// <param name="id">Identifier of the project.</param>
    /// <param name="name">What it is called from now on; its old name when absent.</param>
    /// <response code="200">How many runs came back with it.</response>
    /// <response code="404">There is no such project in the bin.</response>
    /// <response code="409">Another project has the name by now.</response>
    internal static async Task<Results<Ok<RestoredAnswer>, Missing, Conflicting>> RestoreProject(
        Guid id, Restoration restoration, CancellationToken ct, [Name] string? name = null)
    {
        try
        {
            return await restoration.RestoreProjectAsync(id, name?.Trim(), ct) is { } back ? TypedResults.Ok(new RestoredAnswer(back.Runs, back.Kept)) : NotInBin("project", id);
        }
        catch (ProjectNameTakenException taken)
        {
            return new Conflicting($"{taken.Message} As in {Projects}/{id:N}/restore?name=…");
        }
    }

    private static Missing NotInBin(string noun, Guid id) => new($"There is no {noun} {id:N} in the bin that could come back by itself. GET /api/v1/bin lists what could.");

    private static string Words(KeptRun kept) => kept.Reason == KeptReason.Open
        ? "The run is queued or running; only one that is over can go into the bin. Cancel it first."
        : $"Others started from a checkpoint of this run: {Users(kept)}. Put them into the bin first, or together with it: POST {RunsApi.Address}/delete.";

    private static string Words(string noun, BinnedRuns binned)
    {
        var open = binned.SomeKept.Count(kept => kept.Reason == KeptReason.Open);
        if (open > 0) return $"{open} {(open == 1 ? "run" : "runs")} of the {noun} {(open == 1 ? "is" : "are")} queued or running; cancel {(open == 1 ? "it" : "them")} first.";
        return $"Others started from {(binned.Kept == 1 ? "one of its runs" : $"{binned.Kept} of its runs")}: "
            + $"{string.Join("; ", binned.SomeKept.Take(5).Select(kept => $"from {kept.Id:N} {Users(kept)}"))}. Put them into the bin first.";
    }

    private static string Users(KeptRun kept) => string.Join(" and ", ((string[])[Some("run", kept.NeededBy), Some("study", kept.NeededByStudies)]).Where(some => some.Length > 0));

    private static string Some(string noun, IReadOnlyList<Guid> ids) => ids.Count == 0 ? ""
        : $"{(ids.Count == 1 ? noun : noun == "study" ? "studies" : noun + "s")} {string.Join(", ", ids.Select(id => id.ToString("N")))}";
}
