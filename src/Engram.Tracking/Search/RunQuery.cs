namespace Engram.Tracking.Search;

/// <summary>Which runs, and in which order.</summary>
/// <param name="Filter">What must hold.</param>
/// <param name="Order">How they are ordered.</param>
public sealed record RunQuery(RunFilter Filter, RunOrder Order)
{
    /// <summary>All runs, newest first.</summary>
    public static RunQuery All { get; } = new(new AndFilter([]), RunOrder.Newest);

    /// <summary>Only runs of this project, or null for those of all. Indexes begin with the project: naming it is what makes a search quick.</summary>
    public Guid? Project { get; init; }
}

/// <summary>A run that was found.</summary>
/// <param name="Id">The run.</param>
/// <param name="Place">Where it stands; the next page begins after it.</param>
public sealed record FoundRun(Guid Id, RunPlace Place);

/// <summary>A place in an order: a page that begins after it costs what the first one does, and tells nothing twice when runs come or go.</summary>
/// <param name="Phase">0: those with a value; then, of a JSON field, those with a text; last those without.</param>
/// <param name="Key">The value there: double, long, text, time or identifier; null among those without.</param>
/// <param name="Id">The run.</param>
public sealed record RunPlace(int Phase, object? Key, Guid Id)
{
    /// <summary>Whether an order by a field has such places; one that was read from outside need not be any.</summary>
    public bool IsIn(RunField field) => Phase >= 0 && Phase < SortPhase.Count(field) && (Phase == SortPhase.Count(field) - 1 && field is not ColumnField { Column.CanBeMissing: false }
        ? Key is null
        : (field.Type, Phase) switch
        {
            (FieldType.Text, _) or (FieldType.Json, 1) => Key is string,
            (FieldType.Whole, _) => Key is long,
            (FieldType.Time, _) => Key is DateTimeOffset,
            (FieldType.Identifier, _) => Key is Guid,
            _ => Key is double,
        });
}

/// <summary>How many runs there are.</summary>
/// <param name="AtLeast">So many were counted.</param>
/// <param name="IsExact">Whether there are no more.</param>
public readonly record struct RunCount(int AtLeast, bool IsExact);
