using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>The logistic function 1 / (1 + e^−x); 0 at −∞, 1 at ∞; NaN stays NaN.</summary>
/// <remarks>
/// From e^−|x|, which cannot overflow: 1 / (1 + e^−|x|) for x ≥ 0 and e^−|x| / (1 + e^−|x|) below. Within 2.5 ulp over the whole range, subnormal
/// results too.
/// </remarks>
internal readonly struct Logistic : IExponentialFunction<Logistic>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (n, power) = Exponential.Reduce(Exponent(x));
        return FromPower(x, n, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exponent<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> => TLanes.Larger(TLanes.Broadcast(Exponential.Smallest), x | TLanes.Broadcast(-0f)); // in this order NaN stays

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes FromPower<TLanes>(TLanes x, TLanes n, TLanes powerLessOne)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var one = TLanes.Broadcast(1);
        var power = TLanes.TimesPowerOfTwo(one + powerLessOne, n);
        return TLanes.WhereLess(x, TLanes.Broadcast(0), power, one) / (one + power);
    }

    public static double Of(double x)
    {
        var power = Elementary.Exp(-Math.Abs(x));
        return (x < 0 ? power : 1) / (1 + power);
    }
}
