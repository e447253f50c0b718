using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>What becomes of a sum when it is complete.</summary>
internal interface IEnding
{
    static abstract TStrip Of<T, TStrip>(TStrip sum, ref readonly T gate, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T>;
}

/// <summary>It stays.</summary>
internal readonly struct PlainEnding : IEnding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(TStrip sum, ref readonly T gate, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => sum;
}

/// <summary>max(x, 0): a rectified linear unit.</summary>
internal readonly struct RectifiedEnding : IEnding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(TStrip sum, ref readonly T gate, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => sum.Rectified();
}

/// <summary>Only where the gate is positive: the gradient of a rectified linear unit.</summary>
internal readonly struct GatedEnding : IEnding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(TStrip sum, ref readonly T gate, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => sum.Gated(TStrip.Load(in gate, at, last));
}
