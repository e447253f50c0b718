namespace Engram.Tracking.Comparing;

/// <summary>A number with the interval it is known to.</summary>
/// <param name="Value">The point estimate.</param>
/// <param name="Low">Lower end of the interval; NaN when there are too few runs for one.</param>
/// <param name="High">Upper end of the interval; NaN when there are too few runs for one.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>No runs: all three are NaN.</summary>
    public static Estimate None { get; } = WithoutInterval(double.NaN);

    /// <summary>A number from a single run, which says nothing about the next one.</summary>
    public static Estimate WithoutInterval(double value) => new(value, double.NaN, double.NaN);
}
