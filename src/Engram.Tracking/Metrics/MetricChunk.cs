namespace Engram.Tracking.Metrics;

/// <summary>Up to some thousand points of a series, encoded by the chunk codec.</summary>
/// <remarks>Chunks may overlap in steps, and a step may come several times: the order of points is step, time, <see cref="Sequence"/>, place within the chunk.</remarks>
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

    /// <summary>Smallest time, milliseconds since 1970-01-01 UTC; null in a chunk of an older version, where only decoding tells.</summary>
    public long? EarliestTime { get; init; }

    /// <summary>Largest time; null as <see cref="EarliestTime"/> is.</summary>
    public long? LatestTime { get; init; }

    /// <summary>Number of points, ≥ 1.</summary>
    public required int Count { get; init; }

    /// <summary>Smallest value that is not NaN; NaN when there is none.</summary>
    public required double MinValue { get; init; }

    /// <summary>Largest value that is not NaN; NaN when there is none.</summary>
    public required double MaxValue { get; init; }

    /// <summary>Step of the first of the smallest values; null where only decoding tells what a chart shows: several points at one step, nothing but NaN, or a chunk of an older version.</summary>
    public long? MinStep { get; init; }

    /// <summary>Time of that point, milliseconds since 1970-01-01 UTC.</summary>
    public long? MinTime { get; init; }

    /// <summary>Step of the first of the largest values; null as <see cref="MinStep"/> is.</summary>
    public long? MaxStep { get; init; }

    /// <summary>Time of that point, milliseconds since 1970-01-01 UTC.</summary>
    public long? MaxTime { get; init; }

    /// <summary>Sum of the values that are not NaN.</summary>
    public required double Sum { get; init; }

    /// <summary>Sum of the squares of the values that are not NaN.</summary>
    public required double SumOfSquares { get; init; }

    /// <summary>How many values are NaN.</summary>
    public required int NanCount { get; init; }

    /// <summary>The points.</summary>
    public required byte[] Data { get; init; }
}
