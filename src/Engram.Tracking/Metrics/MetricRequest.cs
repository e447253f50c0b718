namespace Engram.Tracking.Metrics;

/// <summary>A write of points that was committed; repeated under the same number, it does nothing.</summary>
public sealed class MetricRequest
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Number that the client gave the write, unique within the run.</summary>
    public required long Number { get; init; }

    /// <summary>When it was committed, by the database's clock.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
