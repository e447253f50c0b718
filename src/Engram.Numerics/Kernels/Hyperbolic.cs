using System.Runtime.CompilerServices;

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
    private const double BelowSaturation = 19.999999999999996;

    private const double OneOverLn2 = 1.4426950408889634;

    // ln 2 = these two and 5.7e-34.
    private const double Ln2First = 0.6931471805599453;
    private const double Ln2Second = 2.3190468138462996e-17;

    // Adding 1.5 · 2^52 leaves no room for a fraction: the sum is rounded to even, and its low bits are the integer.
    private const double Round = 6755399441055744.0;
    private const double RoundWithBias = Round + 1023;
    private const int MantissaBits = 52;

    /// <summary>Hyperbolic tangent.</summary>
    /// <param name="x">Any number; ±∞ gives ±1, NaN gives NaN, and the sign of zero is kept.</param>
    public static double Tanh(double x)
    {
        var magnitude = Math.Abs(x);
        return double.IsNaN(x) ? x : Math.CopySign(magnitude < Saturation ? OfPositive(magnitude) : 1, x);
    }

    /// <summary>Hyperbolic tangent of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, double>
    {
        var sign = x & TLanes.Broadcast(-0.0);
        var magnitude = x ^ sign;
        var saturation = TLanes.Broadcast(Saturation);
        var value = OfPositive(TLanes.WhereLess(saturation, magnitude, saturation, magnitude));
        return TLanes.WhereLess(TLanes.Broadcast(BelowSaturation), magnitude, TLanes.Broadcast(1), value) | sign;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // a method of its own has room for all that is inlined into it; see IColumnKernel
    private static double OfPositive(double x)
    {
        var lane = new SingleLane<double>(x);
        return OfPositive(lane).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes OfPositive<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, double>
    {
        // Every sum is kept with what its rounding lost, so that only the last rounding shows.
        var (e, eLost) = ExponentialMinusOne(x + x);
        var two = TLanes.Broadcast(2);
        var denominator = e + two;
        var denominatorLost = TLanes.WhereLess(e, two, two, e) - denominator + TLanes.WhereLess(e, two, e, two) + eLost;
        var quotient = e / denominator;
        var remainder = TLanes.FusedMultiplyAdd(-quotient, denominator, e) + eLost - (quotient * denominatorLost);
        return quotient + (remainder / denominator);
    }

    // For 0 ≤ x ≤ 40, as a double and what it lacks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes Value, TLanes Lost) ExponentialMinusOne<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, double>
    {
        // x = doublings · ln 2 + r + tail; the first step is exact.
        var (round, one, ln2Second) = (TLanes.Broadcast(Round), TLanes.Broadcast(1), TLanes.Broadcast(Ln2Second));
        var doublings = (x * TLanes.Broadcast(OneOverLn2)) + round - round;
        var head = TLanes.FusedMultiplyAdd(-doublings, TLanes.Broadcast(Ln2First), x);
        var r = TLanes.FusedMultiplyAdd(-doublings, ln2Second, head);
        var tail = TLanes.FusedMultiplyAdd(-doublings, ln2Second, head - r);

        // exp(r + tail) − 1 = r + small.
        var small = TLanes.FusedMultiplyAdd(Series(r) * r, r, TLanes.FusedMultiplyAdd(tail, r, tail));
        var sum = r + small;
        var sumLost = r - sum + small;
        var power = TLanes.ShiftBitsLeft(doublings + TLanes.Broadcast(RoundWithBias), MantissaBits);
        var value = TLanes.FusedMultiplyAdd(power, sum, power - one);
        return (value, TLanes.FusedMultiplyAdd(power, sum, power - one - value) + (power * sumLost));
    }

    // 1/2! + r/3! + … + r¹²/14!; what is cut off is below 1e-18. The factorials are exact, so each coefficient is correctly rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Series<TLanes>(TLanes r)
        where TLanes : struct, ILanes<TLanes, double>
    {
        var sum = TLanes.Broadcast(1.0 / 87178291200);
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 6227020800));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 479001600));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 39916800));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 3628800));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 362880));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 40320));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 5040));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 720));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 120));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 24));
        sum = TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(1.0 / 6));
        return TLanes.FusedMultiplyAdd(sum, r, TLanes.Broadcast(0.5));
    }
}
