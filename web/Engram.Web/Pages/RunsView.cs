using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Api.Runs;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>The list of runs as its address asks for it.</summary>
internal sealed record RunsView
{
    /// <summary>How many runs a page has.</summary>
    public const int PageSize = 50;

    private const int MostOffered = 40;

    /// <summary>What the address says.</summary>
    public required RunsAddress At { get; init; }

    /// <summary>The order.</summary>
    public RunOrder Order { get; init; } = RunOrder.Newest;

    /// <summary>Fields shown beside what every run has.</summary>
    public IReadOnlyList<RunField> Columns { get; init; } = [];

    /// <summary>The runs of this page.</summary>
    public IReadOnlyList<RunSummary> Runs { get; init; } = [];

    /// <summary>How many fit; null when counting took too long.</summary>
    public RunCount? Count { get; init; }

    /// <summary>What is wrong with the filter, or null.</summary>
    public FilterException? FilterFault { get; init; }

    /// <summary>What else is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Fields that can be made columns, those that are found first.</summary>
    public IReadOnlyList<RunField> Offered { get; init; } = [];

    /// <summary>Address of the page before, or null.</summary>
    public RunsAddress? Previous { get; init; }

    /// <summary>Address of the next page, or null.</summary>
    public RunsAddress? Next { get; init; }

    /// <summary>Reads what the address asks for.</summary>
    public static async Task<RunsView> ReadAsync(RunsAddress at, RunSearch search, RunRows rows, FilterSuggestions suggestions, EngramDb db, CancellationToken ct)
    {
        var request = new RunRequest(at.Filter, at.OrderBy, at.Columns);
        var query = request.Read(at.Project, null, null, null);
        var faults = request.Faults.Where(fault => fault.Key != "filter").Select(fault => $"{fault.Key}: {RunRequest.Sentence(fault.Value)}").ToList();
        var offered = await OfferedAsync(at, suggestions, ct);
        var columns = at.Columns is not null ? request.Columns : Usual(at.Find is null ? offered : await OfferedAsync(at with { Find = null }, suggestions, ct));
        var view = new RunsView { At = at, Order = query.Order, Columns = columns, Offered = offered, FilterFault = request.Faults.GetValueOrDefault("filter"), Faults = faults };
        if (at.Project is { } project && !await db.Projects.AnyAsync(p => p.Id == project && p.DeletedAt == null, ct)) faults.Add($"There is no project {project:N}.");
        if (view.FilterFault is not null) return view;
        var (after, before) = (Place(at.After, query.Order), Place(at.Before, query.Order));
        try
        {
            var counting = search.CountAsync(query, ct);
            var found = await search.FindAsync(query, before ?? after, PageSize + 1, ct, before is not null);
            var isMore = found.Count > PageSize;
            FoundRun[] shown = [.. before is null ? found.Take(PageSize) : found.TakeLast(PageSize)];
            var order = query.Order.ToString();
            return view with
            {
                Runs = await rows.ReadAsync(Array.ConvertAll(shown, run => run.Id), columns, ct),
                Count = await counting,
                Previous = shown.Length > 0 && (before is null ? after is not null : isMore) ? at with { After = null, Before = new RunCursor(order, shown[0].Place).ToString() } : null,
                Next = shown.Length > 0 && (before is not null || isMore) ? at with { Before = null, After = new RunCursor(order, shown[^1].Place).ToString() } : null,
            };
        }
        catch (Exception refused) when (refused is InvalidRegexException or SearchTooLongException)
        {
            faults.Add(refused.Message);
            return view;
        }
    }

    // A place in another order means nothing in this one: the list begins anew.
    private static RunPlace? Place(string? text, RunOrder order) => RunCursor.TryParse(text, out var cursor) && cursor!.Order == order.ToString() ? cursor.Place : null;

    // Until somebody chooses: a few metrics and options.
    private static IReadOnlyList<RunField> Usual(IReadOnlyList<RunField> offered) => [.. offered.OfType<MetricField>().Take(2), .. offered.OfType<OptionField>().Take(3)];

    private static async Task<IReadOnlyList<RunField>> OfferedAsync(RunsAddress at, FilterSuggestions suggestions, CancellationToken ct)
    {
        var part = at.Find ?? "";
        var metrics = await suggestions.KeysAsync(at.Project, CompletionKind.Metric, part, MostOffered, ct);
        var options = await suggestions.KeysAsync(at.Project, CompletionKind.Option, part, MostOffered, ct);
        var tags = await suggestions.KeysAsync(at.Project, CompletionKind.Tag, part, MostOffered, ct);
        return [.. metrics.Select(key => new MetricField(key, MetricAggregate.Last)), .. options.Select(key => new OptionField(key)), .. tags.Select(key => new TagField(key))];
    }
}
