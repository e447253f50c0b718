namespace Engram.Tracking.Comparing;

/// <summary>One number for many scores.</summary>
/// <remarks>Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS 2021, section 4; rliable metrics.py.</remarks>
public static class Aggregate
{
    /// <summary>The statistic of scores in any order. O(n), for median and interquartile mean O(n log n); copies the scores for these.</summary>
    /// <param name="statistic">Which one.</param>
    /// <param name="scores">At least one; NaN among them gives NaN.</param>
    public static double Of(Statistic statistic, ReadOnlySpan<double> scores)
    {
        if (statistic == Statistic.Mean) return Mean(scores);
        var copy = scores.ToArray();
        return InPlace(statistic, copy);
    }

    /// <summary>Arithmetic mean, the scores added in their order.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double Mean(ReadOnlySpan<double> scores)
    {
        RefuseNone(scores);
        var sum = 0.0;
        foreach (var score in scores) sum += score;
        if (double.IsFinite(sum)) return sum / scores.Length;
        // The sum may have overflowed where the mean does not; infinities and NaN among the scores come out the same again.
        sum = 0.0;
        foreach (var score in scores) sum += score / scores.Length;
        return sum;
    }

    /// <summary>The middle score; the mean of the two middle ones when their number is even. NaN when one is NaN.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double Median(ReadOnlySpan<double> scores) => Of(Statistic.Median, scores);

    /// <summary>The mean after the smallest and the largest ⌊n/4⌋ scores are left out. NaN when one is NaN.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double InterquartileMean(ReadOnlySpan<double> scores) => Of(Statistic.Iqm, scores);

    /// <summary>As <see cref="Of"/>, without a copy: the scores may be left in another order.</summary>
    internal static double InPlace(Statistic statistic, Span<double> scores)
    {
        if (statistic == Statistic.Mean) return Mean(scores);
        RefuseNone(scores);
        scores.Sort();
        if (double.IsNaN(scores[0])) return double.NaN; // NaN sorts first
        var dropped = statistic == Statistic.Median ? (scores.Length - 1) / 2 : scores.Length / 4;
        return Mean(scores[dropped..^dropped]);
    }

    private static void RefuseNone(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty) throw new ArgumentException("There is no score to aggregate; at least one is needed.", nameof(scores));
    }
}
