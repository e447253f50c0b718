namespace Engram.Tracking.Comparing;

/// <summary>How large a difference is, apart from how certain it is.</summary>
public static class EffectSize
{
    /// <summary>Paired Cohen's d (d_z): mean of the differences over their standard deviation.</summary>
    /// <param name="differences">Finite, one per pair.</param>
    /// <returns>0 when all differences are 0, ±∞ when all are the same other number, NaN for fewer than two.</returns>
    /// <remarks>Source: Cohen, "Statistical Power Analysis for the Behavioral Sciences", 1988, section 2.3.5.</remarks>
    public static double Paired(ReadOnlySpan<double> differences)
    {
        if (differences.Length < 2) return double.NaN;
        // Asked of the numbers themselves: the rounded mean of equal numbers may differ from them, and so would their spread from 0.
        var same = differences.IndexOfAnyExcept(differences[0]) < 0;
        if (same) return differences[0] == 0 ? 0 : double.CopySign(double.PositiveInfinity, differences[0]);
        return Aggregate.Mean(differences) / Spread.StandardDeviation(differences);
    }

    /// <summary>
    /// Probability that a run of <paramref name="left"/> has a larger score than one of <paramref name="right"/>, ties counted half, averaged over tasks.
    /// </summary>
    /// <remarks>
    /// Per task the Mann–Whitney U over n·m. O(tasks · n · m).
    /// Source: Agarwal et al. 2021, section 4.3, and rliable metrics.py, where larger is better; for losses swap the arguments.
    /// </remarks>
    /// <exception cref="ArgumentException">The tables differ in the number of tasks.</exception>
    public static double ProbabilityOfLarger(ScoreTable left, ScoreTable right)
    {
        if (left.Tasks != right.Tasks)
        {
            throw new ArgumentException($"The tables have {left.Tasks} and {right.Tasks} tasks; they need the same ones.", nameof(right));
        }
        var sum = 0.0;
        for (var task = 0; task < left.Tasks; task++) sum += ShareLarger(left.Column(task), right.Column(task));
        return sum / left.Tasks;
    }

    /// <summary>Share of all pairs of a left and a right score in which the left is larger, ties counted half; NaN without scores.</summary>
    internal static double ShareLarger(double[] left, double[] right)
    {
        var halves = 0L;
        foreach (var score in left)
        {
            foreach (var other in right) halves += score > other ? 2 : score == other ? 1 : 0;
        }
        return halves / (2.0 * ((long)left.Length * right.Length));
    }
}
