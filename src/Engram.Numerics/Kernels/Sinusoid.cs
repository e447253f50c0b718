using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Sine and cosine in lanes, and one by one for large angles.</summary>
/// <remarks>
/// Single precision: angle = k π/2 + r with |r| ≤ π/4, k π/2 subtracted in three pieces by fused multiply-adds (W. J. Cody, W. Waite, Software Manual
/// for the Elementary Functions, 1980); then minimax polynomials of degree 9 and 8 (float_polynomials.py beside the tests). Above 2^16 the angle is
/// reduced
/// by exact integer arithmetic with 256 bits of 2/π (M. Payne, R. Hanek, ACM SIGNUM 18(1), 1983). Within 2 ulp over the whole range.
/// </remarks>
internal static class Sinusoid
{
    /// <summary>The largest angle for the lanes; above, the third piece of π/2 no longer reaches far enough.</summary>
    public const float LargestInLanes = 65536;

    private const float Round = 12582912f; // see Exponential
    private const float TwoOverPi = 0.636619772f;
    private const float HalfPi1 = 1.5707964f;
    private const float HalfPi2 = -4.371139e-08f;
    private const float HalfPi3 = -1.7151245e-15f;

    /// <summary>sin (angle + quarters π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes angle, float quarters)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (biased, r) = Reduce(angle);

        // The last two bits of k: whether it is odd, and whether the sign turns; moved up so that they are 2 and the sign of a float.
        var quarter = TLanes.ShiftBitsLeft(biased + TLanes.Broadcast(quarters), 30);
        var value = TLanes.WhereEqual(quarter & TLanes.Broadcast(2), TLanes.Broadcast(0), ReducedSine(r), ReducedCosine(r));
        return value ^ (quarter & TLanes.Broadcast(-0f));
    }

    /// <summary>Sine and cosine; NaN beyond <see cref="LargestInLanes"/>. The sine of −0 is −0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TLanes Sin, TLanes Cos) Both<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (zero, two, minusZero) = (TLanes.Broadcast(0), TLanes.Broadcast(2), TLanes.Broadcast(-0f));
        var magnitude = angle ^ (angle & minusZero);
        var (biased, r) = Reduce(TLanes.WhereLess(TLanes.Broadcast(LargestInLanes), magnitude, TLanes.Broadcast(float.NaN), angle));
        var (sine, cosine) = (ReducedSine(r), ReducedCosine(r));
        var quarter = TLanes.ShiftBitsLeft(biased, 30);
        var next = TLanes.ShiftBitsLeft(biased + TLanes.Broadcast(1), 30);
        var odd = quarter & two;
        var sin = TLanes.WhereEqual(odd, zero, sine, cosine) ^ (quarter & minusZero);
        return (TLanes.WhereEqual(angle, zero, angle, sin), TLanes.WhereEqual(odd, zero, cosine, sine) ^ (next & minusZero));
    }

    /// <summary>sin (angle + quarters π/2) for any angle from <see cref="LargestInLanes"/> on; NaN for ∞.</summary>
    public static float OfLarge(float angle, int quarters)
    {
        if (!float.IsFinite(angle))
        {
            return float.NaN;
        }

        const int Fraction = 94; // bits behind the point, with two in front: whole turns drop out of the product
        var (high, low) = (new UInt128(0xA2F9836E4E441529, 0xFC2757D1F534DDC0), new UInt128(0xDB6295993C439041, 0xFE5163ABDEBBC561));
        var bits = BitConverter.SingleToUInt32Bits(angle);
        var mantissa = (bits & 0x7FFFFF) | 0x800000;
        var right = 256 - Fraction - ((int)((bits >> 23) & 0xFF) - 150); // 2/π · 2^256 moved so that it is 2/π · 2^exponent with the fraction's bits
        var window = right >= 128 ? high >> (right - 128) : (high << (128 - right)) | (low >> right);
        var turns = (mantissa * window) & ((UInt128.One << (Fraction + 2)) - 1);
        var nearest = turns + (UInt128.One << (Fraction - 1));
        var k = (int)(nearest >> Fraction) & 3;
        var rest = (Int128)turns - ((Int128)(nearest >> Fraction) << Fraction); // exact, however close to a whole quarter turn
        var r = (float)((double)rest * (Math.PI / 2 / Math.ScaleB(1, Fraction)));
        if (float.IsNegative(angle))
        {
            (k, r) = (-k, -r);
        }

        var quarter = (k + quarters) & 3;
        var lane = new SingleLane<float>(r);
        var value = ((quarter & 1) == 0 ? ReducedSine(lane) : ReducedCosine(lane)).Value;
        return quarter >= 2 ? -value : value;
    }

    /// <summary>Computes the large angles of a span again.</summary>
    public static void Mend(ReadOnlySpan<float> angles, Span<float> target, int quarters)
    {
        for (var index = 0; index < angles.Length; index++)
        {
            if (!(Math.Abs(angles[index]) <= LargestInLanes))
            {
                target[index] = OfLarge(angles[index], quarters);
            }
        }
    }

    // k with the bias that rounded it, and r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes Biased, TLanes Angle) Reduce<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var biased = TLanes.FusedMultiplyAdd(angle, TLanes.Broadcast(TwoOverPi), TLanes.Broadcast(Round));
        var minusK = TLanes.Broadcast(Round) - biased;
        var r = TLanes.FusedMultiplyAdd(minusK, TLanes.Broadcast(HalfPi1), angle);
        r = TLanes.FusedMultiplyAdd(minusK, TLanes.Broadcast(HalfPi2), r);
        r = TLanes.FusedMultiplyAdd(minusK, TLanes.Broadcast(HalfPi3), r);
        return (biased, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ReducedSine<TLanes>(TLanes r)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var square = r * r;
        var s = TLanes.Broadcast(2.7173667e-06f);
        s = TLanes.FusedMultiplyAdd(s, square, TLanes.Broadcast(-0.00019839233f));
        s = TLanes.FusedMultiplyAdd(s, square, TLanes.Broadcast(0.008333329f));
        s = TLanes.FusedMultiplyAdd(s, square, TLanes.Broadcast(-0.16666667f));
        return TLanes.FusedMultiplyAdd(s * square, r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ReducedCosine<TLanes>(TLanes r)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var square = r * r;
        var c = TLanes.Broadcast(2.442568e-05f);
        c = TLanes.FusedMultiplyAdd(c, square, TLanes.Broadcast(-0.0013887251f));
        c = TLanes.FusedMultiplyAdd(c, square, TLanes.Broadcast(0.041666646f));
        c = TLanes.FusedMultiplyAdd(c, square, TLanes.Broadcast(-0.5f));
        return TLanes.FusedMultiplyAdd(c, square, TLanes.Broadcast(1));
    }
}
