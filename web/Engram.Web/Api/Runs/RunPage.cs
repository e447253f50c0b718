using Engram.Tracking.Search;

namespace Engram.Web.Api.Runs;

/// <summary>A part of a list of runs.</summary>
/// <param name="Items">The runs of this page.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; absent on the last one.</param>
/// <param name="Count">How many runs fit, if that was asked for: at least so many, unless <c>countIsExact</c>.</param>
/// <param name="CountIsExact">Whether there are no more; counted is up to 10,000, and no longer than 250 ms.</param>
internal sealed record RunPage(IReadOnlyList<RunSummary> Items, string? NextCursor, int? Count, bool? CountIsExact)
{
    /// <summary>A page with what was counted.</summary>
    /// <param name="items">The runs.</param>
    /// <param name="next">Where the next page begins.</param>
    /// <param name="asked">Whether the count was asked for.</param>
    /// <param name="count">What came of it; null when counting took too long, and then there are at least those of the page.</param>
    public static RunPage Of(IReadOnlyList<RunSummary> items, string? next, bool asked, RunCount? count) =>
        asked ? new(items, next, count?.AtLeast ?? items.Count, count?.IsExact ?? false) : new(items, next, null, null);
}
