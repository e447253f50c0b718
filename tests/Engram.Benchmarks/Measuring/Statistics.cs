namespace Engram.Benchmarks.Measuring;

/// <summary>Order statistics of a few numbers.</summary>
internal static class Statistics
{
    /// <summary>The quantile at <paramref name="share"/> (0 to 1), between neighbours by a straight line (type 7 of Hyndman and Fan, 1996).</summary>
    /// <exception cref="ArgumentException">There are no numbers.</exception>
    public static double Quantile(IEnumerable<double> numbers, double share)
    {
        var sorted = numbers.Order().ToList();
        if (sorted.Count == 0) throw new ArgumentException("No numbers have no quantile.", nameof(numbers));
        var place = share * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The middle.</summary>
    public static double Median(IEnumerable<double> numbers) => Quantile(numbers, 0.5);

    /// <summary>How far the middle half spreads, as a share of the median: what the table calls noise.</summary>
    public static double Spread(IReadOnlyCollection<double> numbers) => (Quantile(numbers, 0.75) - Quantile(numbers, 0.25)) / Median(numbers);
}
