namespace Engram.Tracking.Comparing;

/// <summary>Two groups compared seed by seed.</summary>
public sealed record PairedComparison
{
    /// <summary>Seeds with a finite score in both groups; <see cref="Difference"/>, <see cref="EffectSize"/> and <see cref="P"/> are about these.</summary>
    public required int Pairs { get; init; }

    /// <summary>Seeds left out of them because a score is NaN or infinite.</summary>
    public required int NotFinite { get; init; }

    /// <summary>The statistic of left − right over the seeds and its interval, in the metric's unit. The median of differences is not the difference of medians.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Pairs that the left side wins. A score that is not finite loses against one that is.</summary>
    public required int Wins { get; init; }

    /// <summary>Pairs that the left side loses.</summary>
    public required int Losses { get; init; }

    /// <summary>Pairs of equal scores, or of two that are not finite.</summary>
    public required int Ties { get; init; }

    /// <summary>Share of all pairs that the left side wins, ties counted half; NaN without pairs.</summary>
    public double WinRate => (Wins + (0.5 * Ties)) / (Wins + Losses + Ties);

    /// <summary>Paired Cohen's d; see <see cref="Comparing.EffectSize.Paired"/>.</summary>
    public required double EffectSize { get; init; }

    /// <summary>
    /// Probability that some seed of the left side wins against some seed of the right one, ties counted half; NaN without pairs. Unlike
    /// <see cref="WinRate"/> it asks about any two seeds, as rliable's probability of improvement does.
    /// </summary>
    public required double Improvement { get; init; }

    /// <summary>Two-sided p of the sign-flip test on the mean difference, whatever the statistic.</summary>
    public required double P { get; init; }

    /// <summary>Two-sided p of the sign test on <see cref="Wins"/> and <see cref="Losses"/>.</summary>
    public required double SignP { get; init; }

    /// <summary>The smallest <see cref="P"/> so many pairs could give; above the level wanted, there are too few seeds to tell.</summary>
    public required double SmallestP { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="pairs">One pair of scores per seed, in any order; any doubles.</param>
    /// <param name="better">Which score wins.</param>
    /// <param name="interval">How the interval of the difference is made.</param>
    /// <param name="statistic">What stands for the differences of the seeds.</param>
    public static PairedComparison Of(IReadOnlyCollection<(double Left, double Right)> pairs, Better better, IntervalSettings interval, Statistic statistic = Statistic.Mean)
    {
        // Sorted, so that nothing depends on the order of the seeds.
        double[] differences = [.. pairs.Where(pair => double.IsFinite(pair.Left) && double.IsFinite(pair.Right)).Select(pair => pair.Left - pair.Right).Order()];
        return new PairedComparison
        {
            Pairs = differences.Length,
            NotFinite = pairs.Count - differences.Length,
            Difference = differences.Length == 0 ? Estimate.None : interval.Of(ScoreTable.OneTask(differences), statistic),
            Wins = pairs.Count(pair => Outcome(pair, better) > 0),
            Losses = pairs.Count(pair => Outcome(pair, better) < 0),
            Ties = pairs.Count(pair => Outcome(pair, better) == 0),
            EffectSize = Comparing.EffectSize.Paired(differences),
            Improvement = Comparing.EffectSize.ShareLarger([.. pairs.Select(pair => Merit(pair.Left, better))], [.. pairs.Select(pair => Merit(pair.Right, better))]),
            P = SignFlipTest.TwoSided(differences, IntervalSettings.Stream()),
            SignP = SignTest.TwoSided(pairs.Count(pair => Outcome(pair, better) > 0), pairs.Count(pair => Outcome(pair, better) < 0)),
            SmallestP = SignFlipTest.SmallestReachable(differences.Length),
        };
    }

    private static int Outcome((double Left, double Right) pair, Better better) => Merit(pair.Left, better).CompareTo(Merit(pair.Right, better));

    // Larger is better, and nothing is worse than what is not finite.
    private static double Merit(double score, Better better) => !double.IsFinite(score) ? double.NegativeInfinity : better == Better.Lower ? -score : score;
}
