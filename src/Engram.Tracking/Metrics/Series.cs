namespace Engram.Tracking.Metrics;

/// <summary>One metric of a run, optionally of one task, with a summary kept as points arrive.</summary>
/// <remarks>While a worker's run goes on, a step written with two values counts twice; its end sets that right (<see cref="MetricStore.CompactAsync"/>).</remarks>
public sealed class Series
{
    /// <summary>Key of the chunks.</summary>
    public long Id { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The task it belongs to, or null for a metric of the whole run.</summary>
    public int? TaskIndex { get; init; }

    /// <summary>Metric key, 1 to 250 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Number of points, ≥ 1.</summary>
    public long Count { get; init; }

    /// <summary>Smallest step.</summary>
    public long FirstStep { get; init; }

    /// <summary>Largest step.</summary>
    public long LastStep { get; init; }

    /// <summary>Time of the last point at the largest step, milliseconds since 1970-01-01 UTC.</summary>
    public long LastTime { get; init; }

    /// <summary>Value at the largest step.</summary>
    public double LastValue { get; init; }

    /// <summary>Smallest value that is not NaN; NaN when there is none.</summary>
    public double MinValue { get; init; }

    /// <summary>Largest value that is not NaN; NaN when there is none.</summary>
    public double MaxValue { get; init; }

    /// <summary>Mean of the values; NaN as soon as one is.</summary>
    public double MeanValue { get; init; }

    /// <summary>How many values are NaN.</summary>
    public long NanCount { get; init; }
}
