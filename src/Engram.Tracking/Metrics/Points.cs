namespace Engram.Tracking.Metrics;

/// <summary>Points of one series as three columns of equal length.</summary>
public sealed class Points
{
    /// <summary>Takes the columns over without copying.</summary>
    /// <param name="steps">Step of each point; any 64-bit integer.</param>
    /// <param name="times">Wall-clock time of each point, milliseconds since 1970-01-01 UTC; any 64-bit integer.</param>
    /// <param name="values">Value of each point; any double, kept by its bits.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public Points(long[] steps, long[] times, double[] values)
    {
        if (steps.Length != values.Length || times.Length != values.Length)
        {
            throw new ArgumentException($"There are {steps.Length} steps, {times.Length} times and {values.Length} values; the columns must have the same length.");
        }
        Steps = steps;
        Times = times;
        Values = values;
    }

    /// <summary>No points.</summary>
    public static Points Empty { get; } = new([], [], []);

    /// <summary>Step of each point.</summary>
    public long[] Steps { get; }

    /// <summary>Wall-clock time of each point, milliseconds since 1970-01-01 UTC.</summary>
    public long[] Times { get; }

    /// <summary>Value of each point.</summary>
    public double[] Values { get; }

    /// <summary>How many points there are.</summary>
    public int Count => Steps.Length;

    /// <summary>All points, one batch after the other.</summary>
    public static Points Concat(IReadOnlyList<Points> batches)
    {
        var count = batches.Sum(batch => batch.Count);
        var all = new Points(new long[count], new long[count], new double[count]);
        var start = 0;
        foreach (var batch in batches)
        {
            batch.Steps.CopyTo(all.Steps, start);
            batch.Times.CopyTo(all.Times, start);
            batch.Values.CopyTo(all.Values, start);
            start += batch.Count;
        }
        return all;
    }

    /// <summary>A run of neighbouring points, copied.</summary>
    public Points Slice(int start, int count) => start == 0 && count == Count ? this
        : new(Steps.AsSpan(start, count).ToArray(), Times.AsSpan(start, count).ToArray(), Values.AsSpan(start, count).ToArray());
}
