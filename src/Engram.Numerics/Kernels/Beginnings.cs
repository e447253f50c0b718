using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>What the sums of a product begin with.</summary>
internal interface IBeginning
{
    /// <summary>Where the numbers for a strip are, in the first row of the work.</summary>
    static abstract ref readonly T Start<T>(in MatrixProduct<T> product, in TileWork<T> work, nint column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>From a row's numbers to those of the next.</summary>
    static abstract nint Stride(nint columns);

    /// <summary>The sums of one row of a strip.</summary>
    static abstract TStrip Of<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T>;
}

/// <summary>With 0, which need not be read.</summary>
internal readonly struct ZeroBeginning : IBeginning
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly T Start<T>(in MatrixProduct<T> product, in TileWork<T> work, nint column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ref Unsafe.NullRef<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Stride(nint columns) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Broadcast(T.Zero);
}

/// <summary>All rows with the same numbers, one for each column.</summary>
internal readonly struct ColumnBeginning : IBeginning
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly T Start<T>(in MatrixProduct<T> product, in TileWork<T> work, nint column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ref Unsafe.Add(ref MemoryMarshal.GetReference(product.Initial), column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Stride(nint columns) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Load(in start, at, last);
}

/// <summary>All of a row with one number.</summary>
internal readonly struct RowBeginning : IBeginning
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly T Start<T>(in MatrixProduct<T> product, in TileWork<T> work, nint column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ref product.RowInitial[work.FirstRow];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Stride(nint columns) => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Broadcast(Unsafe.Add(ref Unsafe.AsRef(in start), at) + T.Zero); // −0 becomes 0, as if it were added to one
}

/// <summary>With what is in the result so far: the chains go on.</summary>
internal readonly struct ResultBeginning : IBeginning
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly T Start<T>(in MatrixProduct<T> product, in TileWork<T> work, nint column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ref Unsafe.Add(ref work.Target, (work.FirstRow * work.TargetStride) + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Stride(nint columns) => columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TStrip Of<T, TStrip>(ref readonly T start, nint at, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T> => TStrip.Load(in start, at, last);
}
