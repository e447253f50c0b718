using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Applies an elementary function to some columns of a matrix, in place.</summary>
internal static class ColumnMap
{
    /// <summary>m[r, c] = f(m[r, c]) for the columns <paramref name="from"/> to <paramref name="from"/> + <paramref name="length"/> − 1.</summary>
    public static void Apply<T, TFunction>(Span<T> matrix, int rows, int columns, int from, int length, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IElementaryFunction
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Length, rows * columns);
        if (rows == 1)
        {
            ElementaryMap.Apply<T, TFunction>(matrix.Slice(from, length), matrix.Slice(from, length), width);
        }
        else if (typeof(T) == typeof(float))
        {
            InLanes<TFunction>(MemoryMarshal.Cast<T, float>(matrix), columns, from, from + length, width);
        }
        else
        {
            for (; !matrix.IsEmpty; matrix = matrix[columns..])
            {
                ElementaryMap.Apply<T, TFunction>(matrix.Slice(from, length), matrix.Slice(from, length), width);
            }
        }
    }

    private static void InLanes<TFunction>(Span<float> matrix, int columns, int from, int to, VectorWidth width)
        where TFunction : IElementaryFunction
    {
        if (width >= VectorWidth.Bits512 && to - from >= Lanes512<float>.Count)
        {
            from = InLanes<TFunction, Lanes512<float>>(matrix, columns, from, to);
        }

        if (width >= VectorWidth.Bits256 && to - from >= Lanes256<float>.Count)
        {
            from = InLanes<TFunction, Lanes256<float>>(matrix, columns, from, to);
        }

        if (width >= VectorWidth.Bits128 && to - from >= Lanes128<float>.Count)
        {
            from = InLanes<TFunction, Lanes128<float>>(matrix, columns, from, to);
        }

        if (from < to)
        {
            InLanes<TFunction, SingleLane<float>>(matrix, columns, from, to);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int InLanes<TFunction, TLanes>(Span<float> matrix, int columns, int from, int to)
        where TFunction : IElementaryFunction
        where TLanes : struct, ILanes<TLanes, float>
    {
        ref var first = ref MemoryMarshal.GetReference(matrix);
        for (; from + TLanes.Count <= to; from += TLanes.Count)
        {
            for (nint at = from; at < matrix.Length; at += columns)
            {
                TFunction.Of(TLanes.Load(in first, at)).Store(ref first, at);
            }
        }

        return from;
    }
}
