using Engram.Numerics.Random;

namespace Engram.Tracking.Comparing;

/// <summary>The paired permutation test: were the two names swapped at random in every pair, how often would the mean difference be as large?</summary>
/// <remarks>
/// Source: Fisher, "The Design of Experiments", 1935, section 21; Phipson, Smyth, "Permutation p-values should never be zero", 2010, for the sampled case.
/// It assumes no distribution, only that under "no difference" either order of a pair is equally likely.
/// </remarks>
public static class SignFlipTest
{
    /// <summary>Up to so many pairs all 2ⁿ assignments are looked at; beyond, a sample of them.</summary>
    public const int LargestExact = 16;

    private const int SampledAssignments = 9_999;

    /// <summary>Two-sided p of the mean difference; 1 when there are no pairs.</summary>
    /// <param name="differences">Finite, one per pair, in any order.</param>
    /// <param name="random">Used beyond <see cref="LargestExact"/> pairs only.</param>
    public static double TwoSided(IReadOnlyCollection<double> differences, RandomStream random)
    {
        double[] magnitudes = [.. differences.Select(Math.Abs).OrderDescending()];
        // Sums that are equal on paper differ by rounding, according to the order of signs: they count as equal.
        var tolerance = 1e-12 * magnitudes.Sum();
        var observed = Math.Abs(differences.OrderByDescending(Math.Abs).Sum()) - tolerance;
        return magnitudes.Length <= LargestExact ? Exact(magnitudes, observed) : Sampled(magnitudes, observed, random);
    }

    /// <summary>The smallest p that so many pairs can reach, when all of them agree: 2/2ⁿ.</summary>
    public static double SmallestReachable(int pairs) => pairs == 0 ? 1
        : pairs <= LargestExact ? Math.ScaleB(1, 1 - pairs) : 1.0 / (SampledAssignments + 1);

    private static double Exact(double[] magnitudes, double observed)
    {
        if (magnitudes.Length == 0) return 1;
        // The largest keeps its sign: flipping all signs changes no absolute value.
        var sums = new double[1 << (magnitudes.Length - 1)];
        sums[0] = magnitudes[0];
        for (var (pair, filled) = (1, 1); pair < magnitudes.Length; pair++, filled *= 2)
        {
            for (var i = 0; i < filled; i++)
            {
                sums[filled + i] = sums[i] - magnitudes[pair];
                sums[i] += magnitudes[pair];
            }
        }
        return sums.Count(sum => Math.Abs(sum) >= observed) / (double)sums.Length;
    }

    private static double Sampled(double[] magnitudes, double observed, RandomStream random)
    {
        var asLarge = 1; // the assignment that was observed
        for (var assignment = 0; assignment < SampledAssignments; assignment++)
        {
            var (sum, bits) = (0.0, 0u);
            for (var pair = 0; pair < magnitudes.Length; pair++)
            {
                if (pair % 32 == 0) bits = random.NextUInt32();
                sum += (bits & 1) == 0 ? magnitudes[pair] : -magnitudes[pair];
                bits >>= 1;
            }
            if (Math.Abs(sum) >= observed) asLarge++;
        }
        return asLarge / (double)(SampledAssignments + 1);
    }
}
