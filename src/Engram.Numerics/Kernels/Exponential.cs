using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>e^x; +∞ above 88.7, subnormal and then 0 below −87.3; NaN stays NaN.</summary>
/// <remarks>
/// Single precision: x = n ln 2 + r with |r| ≤ ½ ln 2, n ln 2 subtracted in two pieces; e^r − 1 − r by a minimax polynomial of degree 7
/// (float_polynomials.py beside the tests). Within 1 ulp over the whole range, subnormal results too. Double precision: <see cref="Elementary.Exp"/>.
/// </remarks>
internal readonly struct Exponential : IExponentialFunction<Exponential>
{
    private const float InverseLn2 = 1.44269504f;
    private const float Ln2High = 0.69311523f; // twelve bits, so that its product with n is exact
    private const float Ln2Low = 3.1946183e-05f;

    private const float Seventh = 0.00019854601f;
    private const float Sixth = 0.0013941029f;
    private const float Fifth = 0.008333378f;
    private const float Fourth = 0.041666355f;
    private const float Third = 0.16666666f;
    private const float Second = 0.5f;

    // Beyond these the result is infinite or zero, and stays so.
    private const float Largest = 89;
    internal const float Smallest = -104;

    /// <summary>1 / ln 2, ln 2 in two pieces, and the coefficients of the polynomial from the highest power to the square.</summary>
    internal static ReadOnlySpan<float> Terms =>
        [InverseLn2, Ln2High, Ln2Low, Seventh, Sixth, Fifth, Fourth, Third, Second];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (n, power) = Reduce(Exponent(x));
        return FromPower(x, n, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exponent<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> =>
        TLanes.Smaller(TLanes.Broadcast(Largest), TLanes.Larger(TLanes.Broadcast(Smallest), x)); // in this order NaN stays

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes FromPower<TLanes>(TLanes x, TLanes n, TLanes powerLessOne)
        where TLanes : struct, ILanes<TLanes, float> => TLanes.TimesPowerOfTwo(TLanes.Broadcast(1) + powerLessOne, n);

    public static double Of(double x) => Elementary.Exp(x);

    /// <summary>n and e^r − 1 for x = n ln 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (TLanes N, TLanes PowerLessOne) Reduce<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var n = TLanes.Whole(x * TLanes.Broadcast(InverseLn2));
        var r = TLanes.FusedMultiplySubtractFrom(n, TLanes.Broadcast(Ln2High), x);
        r = TLanes.FusedMultiplySubtractFrom(n, TLanes.Broadcast(Ln2Low), r);
        var q = TLanes.Broadcast(Seventh);
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(Sixth));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(Fifth));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(Fourth));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(Third));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(Second));
        return (n, TLanes.FusedMultiplyAdd(r * r, q, r));
    }

    /// <summary>2^n for a whole n from −126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes PowerOfTwo<TLanes>(TLanes n)
        where TLanes : struct, ILanes<TLanes, float> => Doublings.PowerOfTwo<TLanes, float>(n);
}
