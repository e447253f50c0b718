namespace Engram.Tracking.Comparing;

/// <summary>The exact sign test: how often would a fair coin be as one-sided as these pairs?</summary>
/// <remarks>Source: Dixon, Mood, "The statistical sign test", JASA 41, 1946. Ties are left out.</remarks>
public static class SignTest
{
    /// <summary>Two-sided p; 1 when there is no pair without a tie.</summary>
    public static double TwoSided(int wins, int losses) => Math.Min(1, 2 * AtLeast(Math.Max(wins, losses), wins + losses));

    /// <summary>One-sided p of "more wins than losses"; 1 when there is no pair without a tie.</summary>
    public static double OneSided(int wins, int losses) => AtLeast(wins, wins + losses);

    // P(at least k heads in n throws). Terms from the small end up, each from its neighbour: no factorial overflows.
    private static double AtLeast(int k, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, k);
        var (term, sum) = (Math.ScaleB(1, -n), 0.0); // P(n heads)
        for (var heads = n; heads >= k; heads--)
        {
            sum += term;
            term *= (double)heads / (n - heads + 1);
        }
        return Math.Min(1, sum);
    }
}
