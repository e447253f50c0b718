using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>e^x for a row of doubles of moderate size, |x| ≤ 700; the bits of each lane are those of <see cref="Elementary.Exp"/>.</summary>
internal static class LaneExponential
{
    // Adding 1.5 · 2^52 leaves no room for a fraction: the sum is rounded to even, and its low bits are the integer.
    private const double Round = 6755399441055744.0;
    private const double RoundWithBias = Round + 1023;
    private const int MantissaBits = 52;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, double>
    {
        var n = (x * TLanes.Broadcast(Elementary.InverseLn2)) + TLanes.Broadcast(Round) - TLanes.Broadcast(Round);
        var minusN = TLanes.Broadcast(0) - n;
        var r = TLanes.FusedMultiplyAdd(minusN, TLanes.Broadcast(Elementary.Ln2Low), TLanes.FusedMultiplyAdd(minusN, TLanes.Broadcast(Elementary.Ln2High), x));
        var value = TLanes.Broadcast(1.0 / 6227020800);
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 479001600));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 39916800));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 3628800));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 362880));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 40320));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 5040));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 720));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 120));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 24));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1.0 / 6));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(0.5));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1));
        value = TLanes.FusedMultiplyAdd(value, r, TLanes.Broadcast(1));
        return value * TLanes.ShiftBitsLeft(n + TLanes.Broadcast(RoundWithBias), MantissaBits);
    }
}
