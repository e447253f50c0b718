namespace Engram.Tracking.Search;

/// <summary>An index made because people sort or filter by a key, or one that is wished for.</summary>
public sealed class SortIndex
{
    /// <summary>Key.</summary>
    public long Id { get; init; }

    /// <summary><c>option</c>, <c>metric</c> or <c>column</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key; of a column, its name.</summary>
    public required string Key { get; init; }

    /// <summary>With a metric: <c>last</c>, <c>min</c>, <c>max</c> or <c>mean</c>; with an option <c>text</c> or <see cref="IndexedField.AllAsText"/> for the order of its texts; else empty.</summary>
    public required string Aggregate { get; init; }

    /// <summary>Name of the index in the database.</summary>
    public required string Name { get; init; }

    /// <summary><c>wanted</c>, <c>ready</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>When a query last asked for it.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }
}
