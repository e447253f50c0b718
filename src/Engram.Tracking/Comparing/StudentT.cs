namespace Engram.Tracking.Comparing;

/// <summary>Student's t: the exact interval of a mean when scores are normally distributed, and the honest choice for three to five seeds.</summary>
public static class StudentT
{
    /// <summary>The mean and its interval mean ± t·s/√n.</summary>
    /// <param name="scores">Finite; their order does not matter.</param>
    /// <param name="level">Share of samples the interval is meant to cover, between 0 and 1.</param>
    /// <returns>Without interval when there is a single score.</returns>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static Estimate Interval(IEnumerable<double> scores, double level = 0.95)
    {
        Bootstrap.RefuseLevel(level);
        double[] sorted = [.. scores.Order()];
        var mean = Aggregate.Mean(sorted);
        if (sorted.Length < 2) return Estimate.WithoutInterval(mean);
        var half = Quantile((1 + level) / 2, sorted.Length - 1) * Spread.StandardDeviation(sorted) / Math.Sqrt(sorted.Length);
        return new Estimate(mean, mean - half, mean + half);
    }

    /// <summary>The t with P(T ≤ t) = <paramref name="probability"/>, to about 1e-12 relative.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="degrees">Degrees of freedom, ≥ 1.</param>
    public static double Quantile(double probability, int degrees)
    {
        if (!(probability is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (probability < 0.5) return -Quantile(1 - probability, degrees);
        var central = (2 * probability) - 1;
        var (low, high) = (0.0, 1.0);
        while (Central(high, degrees) < central) (low, high) = (high, 2 * high);
        // Bisection to neighbouring doubles: some sixty steps, and nothing to tune.
        for (var middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            if (Central(middle, degrees) < central) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>P(−t ≤ T ≤ t) for t ≥ 0. O(degrees).</summary>
    /// <remarks>Source: Abramowitz, Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4, with θ = arctan(t/√ν).</remarks>
    private static double Central(double t, int degrees)
    {
        var cosine2 = degrees / (degrees + (t * t));
        var sine = t / Math.Sqrt(degrees + (t * t));
        var odd = degrees % 2 == 1;
        var (term, sum) = (odd ? Math.Sqrt(cosine2) : 1.0, 0.0);
        for (var k = odd ? 3 : 2; k <= degrees; k += 2)
        {
            sum += term;
            term *= cosine2 * (k - 1) / k;
        }
        return odd ? 2 / Math.PI * (Math.Atan(t / Math.Sqrt(degrees)) + (sine * sum)) : sine * sum;
    }
}
