namespace Engram.Tracking.Comparing;

/// <summary>Quantiles of a sample.</summary>
internal static class Quantile
{
    /// <summary>Linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), what numpy.percentile does by default.</summary>
    /// <param name="sorted">At least one value, smallest first.</param>
    /// <param name="probability">From 0 to 1.</param>
    public static double At(ReadOnlySpan<double> sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = Math.Min((int)position, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        // At a whole position there is nothing to interpolate, and ∞ − ∞ would make a NaN.
        return position == below ? sorted[below] : sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
