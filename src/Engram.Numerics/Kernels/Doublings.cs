using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Powers of two, made of bits, and products with them.</summary>
internal static class Doublings
{
    // Adding 1.5 · 2^23 (or 2^52) leaves no room for a fraction: the low bits of the sum are the integer, here with the bias of an exponent.
    private const float SingleRoundWithBias = 12582912f + 127;
    private const double DoubleRoundWithBias = 6755399441055744.0 + 1023;
    private const int SingleMantissaBits = 23;
    private const int DoubleMantissaBits = 52;

    /// <summary>2^n for a whole n of normal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes PowerOfTwo<TLanes, T>(TLanes n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T> => typeof(T) == typeof(float)
        ? TLanes.ShiftBitsLeft(n + TLanes.Broadcast(T.CreateTruncating(SingleRoundWithBias)), SingleMantissaBits)
        : TLanes.ShiftBitsLeft(n + TLanes.Broadcast(T.CreateTruncating(DoubleRoundWithBias)), DoubleMantissaBits);

    /// <summary>x 2^n in two halves: 2^n itself may lie outside the range of normal numbers while the result does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Times<TLanes, T>(TLanes x, TLanes n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        var half = TLanes.Whole(n * TLanes.Broadcast(T.CreateTruncating(0.5f)));
        return x * PowerOfTwo<TLanes, T>(half) * PowerOfTwo<TLanes, T>(n - half);
    }
}
