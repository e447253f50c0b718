using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Runs;

/// <summary>What may be written at a place in a filter of runs.</summary>
/// <param name="From">What is chosen replaces the filter from here to the place asked about; both count characters from 0, as JavaScript does.</param>
/// <param name="Items">Suggestions; those that begin like what is there come first.</param>
internal sealed record CompletionsAnswer(int From, IReadOnlyList<CompletionAnswer> Items);

/// <summary>A suggestion.</summary>
/// <param name="Text">As it is to be written.</param>
/// <param name="Kind">What it is: a name of a field, a key, a question, a value or a connective.</param>
internal sealed record CompletionAnswer(string Text, CompletionKind Kind);

/// <summary>Helps to write filters.</summary>
internal static class RunCompletions
{
    /// <summary>What may be written at a place in a filter of runs: fields, keys that runs of the project have, questions, values of the newest 2,000 runs.</summary>
    /// <param name="project">Identifier of a project: only keys and values of its runs.</param>
    /// <param name="filter">The filter, whole or not; empty when absent.</param>
    /// <param name="at">Place in the filter, in characters from 0; the end when absent.</param>
    /// <param name="limit">How many at most.</param>
    /// <response code="200">The suggestions; none where nothing can be said.</response>
    internal static async Task<Ok<CompletionsAnswer>> List(
        FilterSuggestions suggestions, CancellationToken ct, Guid? project = null, string? filter = null, [Range(0, int.MaxValue)] int? at = null, [Range(1, 1_000)] int limit = 20)
    {
        var text = filter ?? "";
        var place = Math.Min(at ?? text.Length, text.Length);
        if (FilterCompletion.Of(text[..place]) is not { } completion) return TypedResults.Ok(new CompletionsAnswer(place, []));
        var found = await suggestions.FindAsync(project, completion, limit, ct);
        return TypedResults.Ok(new CompletionsAnswer(completion.From, [.. found.Select(one => new CompletionAnswer(one.Text, one.Kind))]));
    }
}
