using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Runs;
using Engram.Tracking.Search;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Runs;

/// <summary>Search among runs.</summary>
internal static class RunLists
{
    private const int DefaultSize = 100;

    /// <summary>Runs, newest first unless another order is asked for.</summary>
    /// <param name="project">Identifier of a project: only its runs. Where there are very many runs, naming it makes the search quick.</param>
    /// <param name="study">Identifier of a study: only its runs.</param>
    /// <param name="state">Only runs in this state.</param>
    /// <param name="experiment">Name of an experiment: only its runs.</param>
    /// <param name="filter">What must hold, for example <c>options.eta &lt; 0.01 and metrics.'light/mse'.min &lt; 2 and not tags.draft exists</c>; the guide has the language.</param>
    /// <param name="orderBy">A field and <c>asc</c> or <c>desc</c>, for example <c>metrics.loss.min desc</c>. Runs without a value, or with NaN, come last in both directions; equal ones by identifier.</param>
    /// <param name="columns">Options, metrics and tags to bring along, separated by commas.</param>
    /// <param name="count">Whether to count the runs that fit.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">The <c>nextCursor</c> of the page before, in the same order.</param>
    /// <response code="200">A page of runs.</response>
    internal static async Task<Results<Ok<RunPage>, Invalid>> List(
        RunSearch search, RunRows rows, CancellationToken ct, Guid? project = null, Guid? study = null, Word<RunState>? state = null,
        string? experiment = null, string? filter = null, string? orderBy = null, string? columns = null, bool count = false,
        [Range(1, 1_000)] int limit = DefaultSize, RunCursor? cursor = null)
    {
        var request = new RunRequest(filter, orderBy, columns);
        var query = request.Read(project, study, state?.Value, experiment);
        if (request.Faults.Count > 0) return new Invalid(request.Faults.ToDictionary(fault => fault.Key, fault => new[] { RunRequest.Sentence(fault.Value) }));
        if (cursor is not null && cursor.Order != query.Order.ToString())
            return new Invalid("cursor", $"Belongs to the order '{cursor.Order}', and this one is '{query.Order}'; leave it out to begin anew.");

        var counting = count ? search.CountAsync(query, ct) : Task.FromResult<RunCount?>(null);
        var found = await search.FindAsync(query, cursor?.Place, limit + 1, ct);
        FoundRun[] shown = [.. found.Take(limit)];
        var items = await rows.ReadAsync(Array.ConvertAll(shown, run => run.Id), request.Columns, ct);
        var next = found.Count > limit ? new RunCursor(query.Order.ToString(), shown[^1].Place).ToString() : null;
        return TypedResults.Ok(RunPage.Of(items, next, count, await counting));
    }
}
