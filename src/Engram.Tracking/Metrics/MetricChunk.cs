namespace Engram.Tracking.Metrics;

/// <summary>Up to some thousand points of a series, encoded by the chunk codec.</summary>
/// <remarks>Where chunks overlap in steps, the one with the larger <see cref="Sequence"/> wins.</remarks>
public sealed class MetricChunk
{
    /// <summary>The series.</summary>
    public required long SeriesId { get; init; }

    /// <summary>Order of writing within the series, from 0.</summary>
    public required int Sequence { get; init; }

    /// <summary>Smallest step.</summary>
    public required long FirstStep { get; init; }

    /// <summary>Largest step.</summary>
    public required long LastStep { get; init; }

    /// <summary>Number of points, ≥ 1.</summary>
    public required int Count { get; init; }

    /// <summary>Smallest value that is not NaN; NaN when there is none.</summary>
    public required double MinValue { get; init; }

    /// <summary>Largest value that is not NaN; NaN when there is none.</summary>
    public required double MaxValue { get; init; }

    /// <summary>Sum of the values that are not NaN.</summary>
    public required double Sum { get; init; }

    /// <summary>Sum of the squares of the values that are not NaN.</summary>
    public required double SumOfSquares { get; init; }

    /// <summary>How many values are NaN.</summary>
    public required int NanCount { get; init; }

    /// <summary>The points.</summary>
    public required byte[] Data { get; init; }
}
