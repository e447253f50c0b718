using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

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
        runs.MapDelete("/{id}", Delete);
        runs.MapPost("/{id}/cancel", Cancel);
        runs.MapPost("/{id}/retry", Retry);
        runs.MapPost("/{id}/restore", Restore);
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

    /// <summary>Puts a run into the bin; <c>/restore</c> brings it back.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="204">It is in the bin.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">It is queued or running.</response>
    internal static async Task<Results<NoContent, Missing, Conflicting>> Delete(Guid id, EngramDb db, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        while (true)
        {
            var deleted = await db.Runs.Where(r => r.Id == id && r.DeletedAt == null && (r.StudyId == null || (r.State != RunState.Queued && r.State != RunState.Running)))
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, now), ct);
            if (deleted == 1) return TypedResults.NoContent();
            var found = await db.Runs.Where(r => r.Id == id && r.DeletedAt == null).Select(r => (RunState?)r.State).SingleOrDefaultAsync(ct);
            if (found is not { } state) return Missing.Of("run", id, Address);
            // A run that ended between the two statements can go into the bin after all: around once more.
            if (!state.IsOver())
            {
                return new Conflicting($"The run is {state.ToString().ToLowerInvariant()}; only one that is over can go into the bin. Cancel it "
                    + "first.");
            }
        }
    }

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

    /// <summary>Brings a run back from the bin.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The run.</response>
    /// <response code="404">There is no such run, or its project is in the bin.</response>
    /// <response code="409">Another run has its place: the same condition and seed.</response>
    internal static async Task<Results<Ok<RunAnswer>, Missing, Conflicting>> Restore(Guid id, EngramDb db, CancellationToken ct)
    {
        try
        {
            await db.Runs.Where(r => r.Id == id && (r.StudyId == null ? db.Projects.Any(p => p.Id == r.ProjectId && p.DeletedAt == null) : r.Study!.DeletedAt == null))
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, (DateTimeOffset?)null), ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new Conflicting("Another run has its place in the study by now: the same condition and seed. Put that one into the bin first.");
        }
        return await FindAsync(id, db, ct) is { } run ? TypedResults.Ok(RunAnswer.Of(run)) : Missing.Of("run", id, Address);
    }

    /// <summary>A run with its study and condition, if it has any; or null.</summary>
    public static Task<Run?> FindAsync(Guid id, EngramDb db, CancellationToken ct) =>
        db.Runs.AsNoTracking().Include(r => r.Study).Include(r => r.Condition).SingleOrDefaultAsync(r => r.Id == id && r.DeletedAt == null, ct);
}
