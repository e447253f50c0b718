using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>C = initial + A B, A read with any strides, B and C row-major without gaps.</summary>
/// <remarks>
/// Specified to the bit: C[m, n] starts at initial[n] (or 0) and takes fma(A[m, k], B[k, n], ·) for k = 0, 1, … in that order. Tiles and vector
/// widths only choose which elements are computed side by side, so every machine gives the same numbers. A last partial vector is computed
/// overlapping the one before it: an element written twice is written with the same bits. O(M N K); allocates nothing.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal readonly ref struct MatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int TileRows = 5;

    public required ReadOnlySpan<T> A { get; init; }

    /// <summary>Distance in A from one row to the next.</summary>
    public required int RowStride { get; init; }

    /// <summary>Distance in A from one k to the next.</summary>
    public required int InnerStride { get; init; }

    /// <summary>[Inner, Columns].</summary>
    public required ReadOnlySpan<T> B { get; init; }

    /// <summary>[Columns], or empty for zeros.</summary>
    public ReadOnlySpan<T> Initial { get; init; }

    /// <summary>[Rows, Columns]; overwritten; must not overlap the inputs.</summary>
    public required Span<T> C { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Inner { get; init; }

    /// <summary>Whether negative results become 0. NaN stays NaN.</summary>
    public bool Rectify { get; init; }

    public void Compute(VectorWidth widest)
    {
        if (widest >= VectorWidth.Bits512 && Columns >= Lanes512<T>.Count)
        {
            Compute<Lanes512<T>>();
        }
        else if (widest >= VectorWidth.Bits256 && Columns >= Lanes256<T>.Count)
        {
            Compute<Lanes256<T>>();
        }
        else if (widest >= VectorWidth.Bits128 && Columns >= Lanes128<T>.Count)
        {
            Compute<Lanes128<T>>();
        }
        else
        {
            Compute<SingleLane<T>>();
        }
    }

    private void Compute<TLanes>()
        where TLanes : struct, ILanes<TLanes, T>
    {
        var row = 0;
        for (; row + TileRows <= Rows; row += TileRows)
        {
            var column = 0;
            for (; column + (2 * TLanes.Count) <= Columns; column += 2 * TLanes.Count)
            {
                FiveByTwo<TLanes>(row, column);
            }

            for (; column < Columns; column += TLanes.Count)
            {
                FiveByOne<TLanes>(row, Math.Min(column, Columns - TLanes.Count));
            }
        }

        for (; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column += TLanes.Count)
            {
                OneByOne<TLanes>(row, Math.Min(column, Columns - TLanes.Count));
            }
        }
    }

    private void FiveByTwo<TLanes>(int row, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref readonly var a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), (nint)row * RowStride);
        ref readonly var b = ref Unsafe.Add(ref MemoryMarshal.GetReference(B), column);
        var (second, third, fourth, fifth) = ((nint)RowStride, 2 * (nint)RowStride, 3 * (nint)RowStride, 4 * (nint)RowStride);
        var left = Start<TLanes>(column);
        var right = Start<TLanes>(column + TLanes.Count);
        var (c00, c10, c20, c30, c40) = (left, left, left, left, left);
        var (c01, c11, c21, c31, c41) = (right, right, right, right, right);
        nint columns = Columns;
        nint innerStride = InnerStride;
        for (nint k = 0, at = 0, from = 0; k < Inner; k++, at += innerStride, from += columns)
        {
            var b0 = TLanes.Load(in b, from);
            var b1 = TLanes.Load(in b, from + TLanes.Count);
            var a0 = Element<TLanes>(in a, at);
            c00 = TLanes.FusedMultiplyAdd(a0, b0, c00);
            c01 = TLanes.FusedMultiplyAdd(a0, b1, c01);
            var a1 = Element<TLanes>(in a, at + second);
            c10 = TLanes.FusedMultiplyAdd(a1, b0, c10);
            c11 = TLanes.FusedMultiplyAdd(a1, b1, c11);
            var a2 = Element<TLanes>(in a, at + third);
            c20 = TLanes.FusedMultiplyAdd(a2, b0, c20);
            c21 = TLanes.FusedMultiplyAdd(a2, b1, c21);
            var a3 = Element<TLanes>(in a, at + fourth);
            c30 = TLanes.FusedMultiplyAdd(a3, b0, c30);
            c31 = TLanes.FusedMultiplyAdd(a3, b1, c31);
            var a4 = Element<TLanes>(in a, at + fifth);
            c40 = TLanes.FusedMultiplyAdd(a4, b0, c40);
            c41 = TLanes.FusedMultiplyAdd(a4, b1, c41);
        }

        Finish(c00, row, column);
        Finish(c10, row + 1, column);
        Finish(c20, row + 2, column);
        Finish(c30, row + 3, column);
        Finish(c40, row + 4, column);
        Finish(c01, row, column + TLanes.Count);
        Finish(c11, row + 1, column + TLanes.Count);
        Finish(c21, row + 2, column + TLanes.Count);
        Finish(c31, row + 3, column + TLanes.Count);
        Finish(c41, row + 4, column + TLanes.Count);
    }

    private void FiveByOne<TLanes>(int row, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref readonly var a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), (nint)row * RowStride);
        ref readonly var b = ref Unsafe.Add(ref MemoryMarshal.GetReference(B), column);
        var (second, third, fourth, fifth) = ((nint)RowStride, 2 * (nint)RowStride, 3 * (nint)RowStride, 4 * (nint)RowStride);
        var start = Start<TLanes>(column);
        var (c0, c1, c2, c3, c4) = (start, start, start, start, start);
        nint columns = Columns;
        nint innerStride = InnerStride;
        for (nint k = 0, at = 0, from = 0; k < Inner; k++, at += innerStride, from += columns)
        {
            var b0 = TLanes.Load(in b, from);
            c0 = TLanes.FusedMultiplyAdd(Element<TLanes>(in a, at), b0, c0);
            c1 = TLanes.FusedMultiplyAdd(Element<TLanes>(in a, at + second), b0, c1);
            c2 = TLanes.FusedMultiplyAdd(Element<TLanes>(in a, at + third), b0, c2);
            c3 = TLanes.FusedMultiplyAdd(Element<TLanes>(in a, at + fourth), b0, c3);
            c4 = TLanes.FusedMultiplyAdd(Element<TLanes>(in a, at + fifth), b0, c4);
        }

        Finish(c0, row, column);
        Finish(c1, row + 1, column);
        Finish(c2, row + 2, column);
        Finish(c3, row + 3, column);
        Finish(c4, row + 4, column);
    }

    private void OneByOne<TLanes>(int row, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref readonly var a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), (nint)row * RowStride);
        ref readonly var b = ref Unsafe.Add(ref MemoryMarshal.GetReference(B), column);
        var c = Start<TLanes>(column);
        for (nint k = 0; k < Inner; k++)
        {
            c = TLanes.FusedMultiplyAdd(Element<TLanes>(in a, k * InnerStride), TLanes.Load(in b, k * Columns), c);
        }

        Finish(c, row, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Element<TLanes>(ref readonly T a, nint at)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Broadcast(Unsafe.Add(ref Unsafe.AsRef(in a), at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Start<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T> =>
        Initial.IsEmpty ? TLanes.Broadcast(T.Zero) : TLanes.Load(in MemoryMarshal.GetReference(Initial), column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish<TLanes>(TLanes value, int row, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var zero = TLanes.Broadcast(T.Zero);
        var kept = Rectify ? TLanes.WhereLess(value, zero, zero, value) : value;
        kept.Store(ref MemoryMarshal.GetReference(C), ((nint)row * Columns) + column);
    }
}
