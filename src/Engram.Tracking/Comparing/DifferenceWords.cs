using System.Globalization;

namespace Engram.Tracking.Comparing;

/// <summary>A difference as a sentence that claims no more than the seeds do.</summary>
internal static class DifferenceWords
{
    /// <summary>
    /// For example <c>A is lower than B by 0.31 on average over 10 seeds (difference -0.31, 95 % interval -0.4 to -0.2; better in 9, worse in 1).
    /// Unlikely to be chance: p = 0.012 after correction for 6 comparisons.</c>
    /// </summary>
    public static string Of(string left, string right, PairedComparison paired, Statistic statistic, double correctedP, int family, double level)
    {
        var excluded = paired.NotFinite == 0 ? ""
            : $" {Seeds(paired.NotFinite)} without a finite score in both {(paired.NotFinite == 1 ? "is" : "are")} left out.";
        if (paired.Pairs == 0) return $"{left} and {right} have no seed with a finite score in both.{excluded}";
        var difference = paired.Difference.Value;
        var how = statistic switch { Statistic.Median => "in the median", Statistic.Iqm => "in the interquartile mean", _ => "on average" };
        var size = difference == 0 ? $"{left} and {right} do not differ {how} over {Seeds(paired.Pairs)}"
            : Text($"{left} is {(difference < 0 ? "lower" : "higher")} than {right} by {Math.Abs(difference):G3} {how} over {Seeds(paired.Pairs)}");
        if (paired.Pairs == 1) return $"{size}. One seed says nothing about the next.{excluded}";
        var interval = Text($"difference {difference:G3}, {100 * level:G4} % interval {paired.Difference.Low:G3} to {paired.Difference.High:G3}");
        return $"{size} ({interval}; better in {paired.Wins}, worse in {paired.Losses}). {Certainty(paired, correctedP, family, level)}{excluded}";
    }

    private static string Certainty(PairedComparison paired, double correctedP, int family, double level)
    {
        var correction = family == 1 ? "" : $" after correction for {family} comparisons";
        var smallest = Math.Min(1, paired.SmallestP * family);
        return smallest > 1 - level
            ? Text($"Too few seeds to tell: with {paired.Pairs} pairs p cannot fall below {smallest:G3}{correction}.")
            : correctedP <= 1 - level
                ? Text($"Unlikely to be chance: p = {correctedP:G3}{correction}.")
                : Text($"May be chance: p = {correctedP:G3}{correction}.");
    }

    private static string Seeds(int count) => count == 1 ? "1 seed" : $"{count} seeds";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
