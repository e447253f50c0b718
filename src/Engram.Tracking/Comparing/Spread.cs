namespace Engram.Tracking.Comparing;

/// <summary>How far scores lie apart.</summary>
public static class Spread
{
    /// <summary>Standard deviation of the sample (divided by n − 1), by two passes. NaN for fewer than two scores.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> scores)
    {
        if (scores.Length < 2) return double.NaN;
        var mean = Aggregate.Mean(scores);
        var sum = 0.0;
        foreach (var score in scores) sum += (score - mean) * (score - mean);
        return Math.Sqrt(sum / (scores.Length - 1));
    }
}
