using System.Globalization;

namespace Engram.Tracking.Comparing;

/// <summary>What seeds say about an expectation.</summary>
public enum Outcome
{
    /// <summary>They support it.</summary>
    Holds,

    /// <summary>They contradict it.</summary>
    Fails,

    /// <summary>They do not suffice for either.</summary>
    Undecided,
}

/// <summary>An expectation held against seeds. The rule, and why it is this one: docs/adr/0008-when-a-claim-holds.md.</summary>
/// <param name="Outcome">Holds, fails or undecided.</param>
/// <param name="Estimate">Mean over the finite values and its interval.</param>
/// <param name="Seeds">How many values were given.</param>
/// <param name="Agreeing">How many of them lie in the expected range.</param>
/// <param name="NotFinite">How many are NaN or infinite, and so not in the estimate.</param>
/// <param name="Why">One or two sentences that give the numbers.</param>
public sealed record Verdict(Outcome Outcome, Estimate Estimate, int Seeds, int Agreeing, int NotFinite, string Why)
{
    /// <summary>Share of seeds that must agree for an expectation to hold.</summary>
    public const double LeastAgreement = 0.6;

    /// <summary>Seeds needed before anything is decided.</summary>
    public const int LeastSeeds = 3;

    /// <summary>Share of the seeds in the expected range; NaN without seeds.</summary>
    public double Agreement => (double)Agreeing / Seeds;

    /// <summary>Judges.</summary>
    /// <param name="values">One per seed, in any order: a score, or the difference of two for the same seed. Any doubles.</param>
    /// <param name="expected">Where their mean is expected.</param>
    /// <param name="interval">How the interval is made; the default when absent.</param>
    public static Verdict Of(IReadOnlyCollection<double> values, ExpectedRange expected, IntervalSettings? interval = null)
    {
        interval ??= IntervalSettings.Default;
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        var estimate = finite.Length == 0 ? Estimate.None : interval.Of(ScoreTable.OneTask(finite), Statistic.Mean);
        var agreeing = values.Count(expected.Contains);
        var against = values.Count(value => !double.IsFinite(value) && !expected.Contains(value));
        var (outcome, why) = Judge(values.Count, finite.Length, agreeing, against, estimate, expected, interval.Level);
        if (finite.Length < values.Count) why += $" {values.Count - finite.Length} of {values.Count} seeds gave no finite number and are not in the mean.";
        return new Verdict(outcome, estimate, values.Count, agreeing, values.Count - finite.Length, why);
    }

    private static (Outcome, string) Judge(int seeds, int finite, int agreeing, int against, Estimate estimate, ExpectedRange expected, double level)
    {
        if (finite < LeastSeeds)
        {
            var number = finite == seeds ? "" : " with a finite number";
            return (Outcome.Undecided, $"{Count(finite)}{number}: at least {LeastSeeds} are needed.");
        }
        var numbers = Text($"mean {estimate.Value:G4}, {100 * level:G4} % interval {estimate.Low:G4} to {estimate.High:G4}, {agreeing} of {Count(seeds)} {expected}");
        if (!expected.Contains(estimate.Value))
        {
            return expected.Excludes(estimate)
                ? (Outcome.Fails, $"Expected {expected}; {numbers}.")
                : (Outcome.Undecided, $"The mean is not {expected}, but the interval reaches there: {numbers}.");
        }
        if (!expected.Contains(estimate)) return (Outcome.Undecided, $"The interval crosses {Crossed(estimate, expected)}: {numbers}.");
        // Mean and interval know only the finite ones: a seed that diverged on the wrong side must not vanish from the verdict.
        if (against > 0) return (Outcome.Undecided, $"{Count(against)} diverged against what is expected; the others: {numbers}.");
        return agreeing >= LeastAgreement * seeds
            ? (Outcome.Holds, $"As expected {expected}: {numbers}.")
            : (Outcome.Undecided, Text($"Fewer than {100 * LeastAgreement:G4} % of the seeds agree: {numbers}."));
    }

    private static string Crossed(Estimate estimate, ExpectedRange expected) =>
        Text($"{(expected.Contains(estimate.Low) ? expected.High : expected.Low):G6}");

    private static string Count(int seeds) => seeds == 1 ? "1 seed" : $"{seeds} seeds";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
