using Engram.Tracking.Storage;
using Engram.Web.Parts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Pages;

/// <summary>Parts of pages by themselves: what live.js fetches when something changed. The same components, with the same parameters.</summary>
internal static class Fragments
{
    public static void MapFragments(this IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapGroup("").ExcludeFromDescription();
        fragments.MapGet("/studies/{id:guid}/progress", StudyProgress);
    }

    private static async Task<Results<RazorComponentResult<StudyProgressPart>, NotFound>> StudyProgress(Guid id, EngramDb db, CancellationToken ct) =>
        await db.StudyAsync(id, ct) is { } view ? new RazorComponentResult<StudyProgressPart>(new { View = view }) : TypedResults.NotFound();
}
