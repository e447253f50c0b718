namespace Engram.Web.Api.Metrics;

/// <summary>Points as a client sends them.</summary>
internal sealed record PostedPoints
{
    /// <summary>Most series in one request.</summary>
    public const int MostSeries = 20_000;

    /// <summary>A number that the client gives each of its writes to this run once. A write repeated under its number does nothing.</summary>
    public long? Request { get; init; }

    /// <summary>The series, at most 20,000; several of one key and task count in their order.</summary>
    public required IReadOnlyList<PostedSeries> Series { get; init; }
}

/// <summary>Points of one series as columns of equal length.</summary>
internal sealed record PostedSeries
{
    /// <summary>Metric key, 1 to 250 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Name of the task; one that the run does not have yet begins with these points. Absent for a metric of the whole run.</summary>
    public string? Task { get; init; }

    /// <summary>Step of each point, any 64-bit integer.</summary>
    public required long[] Steps { get; init; }

    /// <summary>Value of each point; NaN and the infinities are the strings <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</summary>
    public required double[] Values { get; init; }

    /// <summary>Wall-clock time of each point, milliseconds since 1970-01-01 UTC; the time of arrival when absent.</summary>
    public long[]? Times { get; init; }
}

/// <summary>What became of posted points.</summary>
/// <param name="Written">True when they were written now, false when a request with this number had been before.</param>
/// <param name="Points">How many points the request had.</param>
internal sealed record PointsWritten(bool Written, long Points);
