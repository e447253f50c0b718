using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Sine and cosine with the same bits on every machine.</summary>
/// <remarks>
/// <see cref="Math.Sin(double)"/> asks the C library, which picks other code on other processors and other versions: the last bit moves.
/// Here: Cody and Waite's reduction by multiples of π/2 in three pieces, then Taylor's series on [−π/4, π/4], all in correctly rounded
/// operations and fused multiply-adds. Within 1 unit in the last place of the exact value (the tests compare with 60-digit references
/// over the whole range, at the doubles nearest to multiples of π/2 and at tiny angles).
/// Source of the reduction: W. J. Cody, W. Waite, Software Manual for the Elementary Functions (1980).
/// </remarks>
public static class Trigonometry
{
    /// <summary>The largest magnitude of an angle, rad: 10⁹. Up to here the reduction is exact enough.</summary>
    public const double LargestAngle = 1e9;

    private const double TwoOverPi = 0.6366197723675814;

    // π/2 = these three and 5.6e-50: each is the double nearest to what the ones before it leave.
    private const double HalfPi1 = 1.5707963267948966;
    private const double HalfPi2 = 6.123233995736766e-17;
    private const double HalfPi3 = -1.4973849048591698e-33;

    /// <summary>Sine and cosine of an angle.</summary>
    /// <param name="angle">rad, |angle| ≤ <see cref="LargestAngle"/>; NaN and ±∞ give NaN.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is finite and larger than <see cref="LargestAngle"/>.</exception>
    public static (double Sin, double Cos) SinCos(double angle)
    {
        if (Math.Abs(angle) > LargestAngle && double.IsFinite(angle))
        {
            throw new ArgumentOutOfRangeException(nameof(angle), angle,
                $"An angle of more than {LargestAngle:0} rad has no sine worth the name here: keep angles within ±{LargestAngle:0} rad.");
        }

        var (sin, cos) = SinCos(new SingleLane<double>(angle));
        return (sin.Value, cos.Value);
    }

    /// <summary>Sine and cosine of each lane; NaN beyond <see cref="LargestAngle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (TLanes Sin, TLanes Cos) SinCos<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, double>
    {
        // Adding 1.5 · 2^52 leaves no room for a fraction: the sum is rounded to even, and its low bits are the integer.
        var round = TLanes.Broadcast(6755399441055744.0);
        var biased = (WithinRange(angle) * TLanes.Broadcast(TwoOverPi)) + round;
        var turns = biased - round;

        // The first step is exact: the result is below 1 and a multiple of 2⁻⁵³. The tail keeps what one double cannot hold.
        var head = TLanes.FusedMultiplyAdd(-turns, TLanes.Broadcast(HalfPi1), angle);
        var step = turns * TLanes.Broadcast(HalfPi2);
        var reduced = head - step;
        var moved = reduced - head;
        var lost = (head - (reduced - moved)) - (step + moved);
        var tail = lost - TLanes.FusedMultiplyAdd(turns, TLanes.Broadcast(HalfPi2), -step) - (turns * TLanes.Broadcast(HalfPi3));
        var (sin, cos) = (ReducedSin(reduced, tail), ReducedCos(reduced, tail));

        // The last two bits of the quarter turns, moved up so that they are 2 and the sign of a double: odd ones exchange sine and cosine.
        var (zero, two, sign) = (TLanes.Broadcast(0), TLanes.Broadcast(2), TLanes.Broadcast(-0.0));
        var quarter = TLanes.ShiftBitsLeft(biased, 62);
        var next = TLanes.ShiftBitsLeft(biased + TLanes.Broadcast(1), 62);
        var odd = quarter & two;
        var sine = TLanes.WhereEqual(odd, zero, sin, cos) ^ (quarter & sign);
        var cosine = TLanes.WhereEqual(odd, zero, cos, sin) ^ (next & sign);
        return (TLanes.WhereEqual(angle, zero, angle, sine), cosine); // −0 keeps its sign, which the sums above lose
    }

    /// <summary>Sine of an angle: see <see cref="SinCos"/>.</summary>
    /// <param name="angle">rad, |angle| ≤ <see cref="LargestAngle"/>; NaN and ±∞ give NaN.</param>
    public static double Sin(double angle) => SinCos(angle).Sin;

    /// <summary>Cosine of an angle: see <see cref="SinCos"/>.</summary>
    /// <param name="angle">rad, |angle| ≤ <see cref="LargestAngle"/>; NaN and ±∞ give NaN.</param>
    public static double Cos(double angle) => SinCos(angle).Cos;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes WithinRange<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, double> =>
        TLanes.WhereLess(TLanes.Broadcast(LargestAngle), angle ^ (angle & TLanes.Broadcast(-0.0)), TLanes.Broadcast(double.NaN), angle);

    // r − r³/3! + … + r¹⁷/17!; what is cut off is below 1e-19 r. The factorials are exact, so each coefficient is correctly rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ReducedSin<TLanes>(TLanes r, TLanes tail)
        where TLanes : struct, ILanes<TLanes, double>
    {
        var square = r * r;
        var series = TLanes.Broadcast(1.0 / 355687428096000);
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 1307674368000));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(1.0 / 6227020800));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 39916800));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(1.0 / 362880));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 5040));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(1.0 / 120));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 6));
        var cubic = series * square * r;

        // sin(r + tail) = sin r + tail cos r, and cos r = 1 − r²/2 closely enough for so small a tail.
        return r + TLanes.FusedMultiplyAdd(tail, TLanes.FusedMultiplyAdd(TLanes.Broadcast(-0.5), square, TLanes.Broadcast(1)), cubic);
    }

    // 1 − r²/2! + … + r¹⁶/16!; what is cut off is below 3e-18. 1 − r²/2 is carried in two pieces.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ReducedCos<TLanes>(TLanes r, TLanes tail)
        where TLanes : struct, ILanes<TLanes, double>
    {
        var square = r * r;
        var squareLost = TLanes.FusedMultiplyAdd(r, r, -square);
        var series = TLanes.Broadcast(1.0 / 20922789888000);
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 87178291200));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(1.0 / 479001600));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 3628800));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(1.0 / 40320));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(-1.0 / 720));
        series = TLanes.FusedMultiplyAdd(series, square, TLanes.Broadcast(1.0 / 24));

        var (one, minusHalf) = (TLanes.Broadcast(1), TLanes.Broadcast(-0.5));
        var half = TLanes.Broadcast(0.5) * square;
        var head = one - half;
        var lost = (one - head) - half;
        var small = TLanes.FusedMultiplyAdd(series * square, square, TLanes.FusedMultiplyAdd(-r, tail, minusHalf * squareLost));
        return head + (lost + small);
    }
}
