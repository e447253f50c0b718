using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Runs;

/// <summary>Runs over HTTP: submit, look at, cancel, retry, annotate.</summary>
internal static class RunsApi
{
    /// <summary>Address of the list.</summary>
    public const string Address = "/api/v1/runs";

    /// <summary>Maps <c>/runs</c>.</summary>
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapPost("", RunSubmissions.Submit).CheckedBy<NewRunCheck, NewRun>().Once();
        runs.MapGet("", RunLists.List);
        runs.MapGet("/completions", RunCompletions.List);
        runs.MapGet("/{id}", Get);
        runs.MapPatch("/{id}", ExternalRunsApi.Change);
        runs.MapPost("/{id}/cancel", Cancel);
        runs.MapPost("/{id}/retry", Retry);
        runs.MapPost("/{id}/clone", RunSubmissions.Clone).Once();
        runs.MapPost("/{id}/replay", RunReplays.Replay).Once();
        runs.MapGet("/{id}/difference", RunReplays.Difference);
        runs.MapGet("/{id}/tasks", RunParts.Tasks);
        runs.MapGet("/{id}/logs", RunParts.Logs);
        runs.MapPost("/{id}/logs", ExternalRunsApi.Log);
    }

    /// <summary>Everything about a run.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The run.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<RunAnswer>, Missing>> Get(Guid id, EngramDb db, CancellationToken ct) =>
        await FindAsync(id, db, ct) is { } run ? TypedResults.Ok(RunAnswer.Of(run)) : Missing.Of("run", id, Address);

    /// <summary>Stops a run: at once when it is queued; when it is running, its worker stops it within moments.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The run as it is now.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">The run is over, or it is an external one.</response>
    internal static async Task<Results<Ok<RunAnswer>, Missing, Conflicting>> Cancel(Guid id, RunQueue queue, EngramDb db, CancellationToken ct)
    {
        await queue.CancelAsync(id, ct);
        return TypedResults.Ok(RunAnswer.Of((await FindAsync(id, db, ct))!));
    }

    /// <summary>Puts a run that failed or was cancelled back into the queue. What it recorded goes when a worker takes it.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The run as it is now.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">The run is queued, running or succeeded, or it is an external one.</response>
    internal static async Task<Results<Ok<RunAnswer>, Missing, Conflicting>> Retry(Guid id, RunQueue queue, EngramDb db, CancellationToken ct)
    {
        await queue.RetryAsync(id, ct);
        return TypedResults.Ok(RunAnswer.Of((await FindAsync(id, db, ct))!));
    }

    /// <summary>A run with its study and condition, if it has any; or null.</summary>
    public static Task<Run?> FindAsync(Guid id, EngramDb db, CancellationToken ct) =>
        db.Runs.AsNoTracking().Include(r => r.Study).Include(r => r.Condition).SingleOrDefaultAsync(r => r.Id == id && r.DeletedAt == null, ct);
}
