using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>What all tiles of a strip have in common.</summary>
internal ref struct TileWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The whole result; tiles say where in it they are.</summary>
    public ref T Target;

    /// <summary>Numbers that open and close the gate of those of the result, in the same places; a null reference without one.</summary>
    public ref readonly T Gate;

    /// <summary>The first element of A that counts.</summary>
    public ref readonly T A;

    /// <summary>The first row of the result that is computed.</summary>
    public int FirstRow;

    /// <summary>How many rows are.</summary>
    public int Rows;

    /// <summary>Whether the chains are taken up from the result, or begin.</summary>
    public bool GoesOn;

    /// <summary>From a row of A to the next.</summary>
    public nint RowStride;

    /// <summary>From an element of a row of A to the next.</summary>
    public nint InnerStride;

    /// <summary>From a row of B to the next.</summary>
    public nint Below;

    /// <summary>How many k there are.</summary>
    public nint Inner;

    /// <summary>From a row of the starting values to the next; 0 when all rows start alike.</summary>
    public nint StartStride;

    /// <summary>From a row of the result to the next.</summary>
    public nint TargetStride;

    /// <summary>How many numbers the last vector of the strip has.</summary>
    public int Last;
}

/// <summary>What a sum begins with, and what becomes of it when it is complete.</summary>
internal interface IEnding
{
    static virtual TStrip Begin<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Load(in start, at, last);

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

/// <summary>It stays; all of a row begin with one number.</summary>
internal readonly struct RowBeginning : IEnding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Begin<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Broadcast(Unsafe.Add(ref Unsafe.AsRef(in start), at) + T.Zero); // −0 becomes 0, as if it were added to one

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(TStrip sum, ref readonly T gate, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => sum;
}

/// <summary>It stays; all begin with 0, which need not be read.</summary>
internal readonly struct ZeroBeginning : IEnding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Begin<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Broadcast(T.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(TStrip sum, ref readonly T gate, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => sum;
}
