namespace Engram.Tracking.Comparing;

/// <summary>Holm's correction: with it, a family of true null hypotheses yields a rejection at level α with probability α at most.</summary>
/// <remarks>Source: Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 1979. No assumption about dependence.</remarks>
public static class Holm
{
    /// <summary>The corrected p of each p, in the same order; never smaller, at most 1.</summary>
    public static double[] Correct(IReadOnlyList<double> p)
    {
        int[] order = [.. Enumerable.Range(0, p.Count).OrderBy(i => p[i])];
        var corrected = new double[p.Count];
        var largest = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - rank) * p[order[rank]]));
            corrected[order[rank]] = largest;
        }
        return corrected;
    }
}
