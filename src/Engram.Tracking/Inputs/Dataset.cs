namespace Engram.Tracking.Inputs;

/// <summary>Data that runs of a project read, as a client described it.</summary>
public sealed class Dataset
{
    /// <summary>Key.</summary>
    public long Id { get; init; }

    /// <summary>The project.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>Name, 1 to 500 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What identifies its content, 1 to 36 characters.</summary>
    public required string Digest { get; init; }

    /// <summary>Kind of source: <c>local</c>, <c>http</c> and so on.</summary>
    public required string SourceType { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Its columns, in the client's words, or null.</summary>
    public string? Schema { get; init; }

    /// <summary>Its statistics, in the client's words, or null.</summary>
    public string? Profile { get; init; }
}
