namespace Engram.Numerics.Kernels;

/// <summary>Hyperbolic tangent with the same bits on every machine.</summary>
/// <remarks>
/// tanh |x| = e / (e + 2) with e = exp(2|x|) − 1, which loses nothing near 0. The exponential is reduced by multiples of ln 2 in two pieces
/// (Cody and Waite) and summed by Taylor's series on [−½ ln 2, ½ ln 2]; the quotient is corrected by its remainder. Within 1 unit in the last
/// place of the exact value (the tests compare with 60-digit references over the whole range).
/// <see cref="Math.Tanh(double)"/> asks the C library: see <see cref="Trigonometry"/>.
/// </remarks>
public static class Hyperbolic
{
    // From here on the nearest double to tanh is 1.
    private const double Saturation = 20;

    private const double OneOverLn2 = 1.4426950408889634;

    // ln 2 = these two and 5.7e-34.
    private const double Ln2First = 0.6931471805599453;
    private const double Ln2Second = 2.3190468138462996e-17;

    /// <summary>Hyperbolic tangent.</summary>
    /// <param name="x">Any number; ±∞ gives ±1, NaN gives NaN, and the sign of zero is kept.</param>
    public static double Tanh(double x)
    {
        var magnitude = Math.Abs(x);
        if (double.IsNaN(x) || magnitude == 0)
        {
            return x;
        }

        return Math.CopySign(magnitude < Saturation ? OfPositive(magnitude) : 1, x);
    }

    private static double OfPositive(double x)
    {
        // Every sum is kept with what its rounding lost, so that only the last rounding shows.
        var (e, eLost) = ExponentialMinusOne(2 * x);
        var denominator = e + 2;
        var denominatorLost = Math.Max(e, 2) - denominator + Math.Min(e, 2) + eLost;
        var quotient = e / denominator;
        var remainder = Math.FusedMultiplyAdd(-quotient, denominator, e) + eLost - quotient * denominatorLost;
        return quotient + remainder / denominator;
    }

    // For 0 < x < 40, as a double and what it lacks.
    private static (double Value, double Lost) ExponentialMinusOne(double x)
    {
        // x = doublings · ln 2 + r + tail; the first step is exact.
        var doublings = Math.Round(x * OneOverLn2);
        var head = Math.FusedMultiplyAdd(-doublings, Ln2First, x);
        var r = Math.FusedMultiplyAdd(-doublings, Ln2Second, head);
        var tail = Math.FusedMultiplyAdd(-doublings, Ln2Second, head - r);

        // exp(r + tail) − 1 = r + small.
        var small = Math.FusedMultiplyAdd(Series(r) * r, r, Math.FusedMultiplyAdd(tail, r, tail));
        var sum = r + small;
        var sumLost = r - sum + small;
        var power = BitConverter.Int64BitsToDouble(((long)doublings + 1023) << 52);
        var value = Math.FusedMultiplyAdd(power, sum, power - 1);
        return (value, Math.FusedMultiplyAdd(power, sum, power - 1 - value) + power * sumLost);
    }

    // 1/2! + r/3! + … + r¹²/14!; what is cut off is below 1e-18. The factorials are exact, so each coefficient is correctly rounded.
    private static double Series(double r)
    {
        var sum = 1.0 / 87178291200;
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 6227020800);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 479001600);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 39916800);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 3628800);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 362880);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 40320);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 5040);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 720);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 120);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 24);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 6);
        return Math.FusedMultiplyAdd(sum, r, 0.5);
    }
}
