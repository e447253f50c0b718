namespace Engram.Tracking.Search;

/// <summary>A key that some run of a project has, so that it can be offered while a filter is typed.</summary>
public sealed class SearchKey
{
    /// <summary>The project.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary><c>option</c>, <c>metric</c> or <c>tag</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key as it is written in a filter; of a task's metric, <c>task/key</c>.</summary>
    public required string Key { get; init; }
}
