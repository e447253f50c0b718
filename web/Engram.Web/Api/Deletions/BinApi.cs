using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Deletions;
using Engram.Web.Api.Paging;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Deletions;

/// <summary>The bin over HTTP: what is in it, and how it is emptied. What goes in and out is with runs, studies and projects.</summary>
internal static class BinApi
{
    /// <summary>Maps <c>/bin</c>.</summary>
    public static void MapBin(this IEndpointRouteBuilder api)
    {
        var bin = api.MapGroup("/bin").WithTags("Bin");
        bin.MapGet("", List);
        bin.MapPost("/purge", Purge);
    }

    /// <summary>What is in the bin, newest first. Runs that went with their study or project come back with it, and are not listed beside it.</summary>
    /// <param name="project">Identifier of a project: only what belongs to it.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">The <c>nextCursor</c> of the page before.</param>
    /// <response code="200">A page of the bin.</response>
    internal static async Task<Ok<Page<BinAnswer>>> List(
        BinReader bin, BinKeeping keeping, CancellationToken ct, Guid? project = null, [Range(1, 1_000)] int limit = Page<BinAnswer>.DefaultSize, Cursor? cursor = null)
    {
        var found = await bin.ListAsync(project, cursor is { } after ? (after.At, after.Id) : null, limit + 1, ct);
        return TypedResults.Ok(Page<BinAnswer>.Of([.. found.Select(one => new BinAnswer(one.Kind, one.Id, one.Name, one.ProjectId, one.Project, one.DeletedAt,
            one.DeletedAt + keeping.For, one.Runs))], limit, one => new(one.DeletedAt, one.Id)));
    }

    /// <summary>Deletes what is in the bin for good, rows and bytes, and answers when it is done. Nothing brings it back.</summary>
    /// <response code="200">What is gone. A run that something outside the bin started from stays.</response>
    /// <response code="409">It is being emptied already.</response>
    internal static async Task<Results<Ok<PurgedAnswer>, Invalid, Conflicting>> Purge(Body<BinToPurge> body, BinPurge purge, TimeProvider time, CancellationToken ct) =>
        await purge.PurgeAsync(time.GetUtcNow().AddTicks(1) - TimeSpan.FromDays(body.Value.OlderThanDays), body.Value.Runs, ct) is { } gone
            ? TypedResults.Ok(new PurgedAnswer(gone.Runs, gone.Studies, gone.Projects, gone.Checkpoints, gone.Artifacts, gone.Kept))
            : new Conflicting("The bin is being emptied at this moment; ask again in a while.");
}
