using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>Rows become columns. Numbers are moved, never computed with: the bits cannot depend on how.</summary>
internal static class Transposition
{
    private const int Block = 8;

    /// <summary>target[c, r] = source[r, c].</summary>
    /// <param name="source">[rows, columns], row by row, a row every <paramref name="stride"/> numbers.</param>
    /// <param name="target">[columns, rows], without gaps; does not overlap the source.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="stride">At least <paramref name="columns"/>.</param>
    public static void Turn<T>(ReadOnlySpan<T> source, Span<T> target, int rows, int columns, int stride)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, ((rows - 1) * stride) + columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, rows * columns);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        if (Avx.IsSupported && typeof(T) == typeof(float) && rows >= Block && columns >= Block)
        {
            Blocks(ref Unsafe.As<T, float>(ref from), ref Unsafe.As<T, float>(ref to), rows, columns, stride);
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            ref var source0 = ref Unsafe.Add(ref from, (nint)row * stride);
            ref var target0 = ref Unsafe.Add(ref to, row);
            for (nint column = 0; column < columns; column++)
            {
                Unsafe.Add(ref target0, column * rows) = Unsafe.Add(ref source0, column);
            }
        }
    }

    // Eight by eight in registers. The last block of a row or column overlaps the one before.
    private static void Blocks(ref float from, ref float to, int rows, int columns, int stride)
    {
        for (var nextRow = 0; nextRow < rows; nextRow += Block)
        {
            var row = Math.Min(nextRow, rows - Block);
            for (var nextColumn = 0; nextColumn < columns; nextColumn += Block)
            {
                var column = Math.Min(nextColumn, columns - Block);
                One(ref Unsafe.Add(ref from, ((nint)row * stride) + column), stride, ref Unsafe.Add(ref to, ((nint)column * rows) + row), rows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(ref float from, nint stride, ref float to, nint rows)
    {
        var (a0, a1) = Pair(Row(ref from, 0), Row(ref from, stride));
        var (a2, a3) = Pair(Row(ref from, 2 * stride), Row(ref from, 3 * stride));
        var (a4, a5) = Pair(Row(ref from, 4 * stride), Row(ref from, 5 * stride));
        var (a6, a7) = Pair(Row(ref from, 6 * stride), Row(ref from, 7 * stride));
        Half(a0, a2, a4, a6, ref to, 0, 1, rows);
        Half(a1, a3, a5, a7, ref to, 2, 3, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(ref float from, nint offset) => Vector256.LoadUnsafe(ref from, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Pair(Vector256<float> upper, Vector256<float> lower) =>
        (Avx.UnpackLow(upper, lower), Avx.UnpackHigh(upper, lower));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, ref float to, nint one, nint other, nint rows)
    {
        const byte Lows = 0x44;
        const byte Highs = 0xEE;
        const byte FirstHalves = 0x20;
        const byte SecondHalves = 0x31;
        var (topOne, bottomOne) = (Avx.Shuffle(a, b, Lows), Avx.Shuffle(c, d, Lows));
        var (topOther, bottomOther) = (Avx.Shuffle(a, b, Highs), Avx.Shuffle(c, d, Highs));
        Avx.Permute2x128(topOne, bottomOne, FirstHalves).StoreUnsafe(ref to, (nuint)(one * rows));
        Avx.Permute2x128(topOther, bottomOther, FirstHalves).StoreUnsafe(ref to, (nuint)(other * rows));
        Avx.Permute2x128(topOne, bottomOne, SecondHalves).StoreUnsafe(ref to, (nuint)((one + 4) * rows));
        Avx.Permute2x128(topOther, bottomOther, SecondHalves).StoreUnsafe(ref to, (nuint)((other + 4) * rows));
    }
}
