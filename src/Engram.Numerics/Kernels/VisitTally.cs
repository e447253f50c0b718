using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

/// <summary>How many numbers fell into each half of a cell, for they are visits of the centre that the half borders on.</summary>
/// <remarks>
/// Numbers that follow one another take turns with four tables: an addition waits for the one before to the same count. In a table the two halves of a row of
/// <see cref="LaneRows"/> are neighbours, and so are the halves on both sides of a centre.
/// </remarks>
/// <param name="rows">Rows that numbers may have.</param>
internal sealed class VisitTally(int rows)
{
    /// <summary>By how many bits an offset of <see cref="LaneRows"/> is shifted right to that of the row's left half here.</summary>
    public const int Shift = 4;

    /// <summary>From the left half of a row to the right one.</summary>
    public const int Right = 1;

    private const int Tables = LaneRows.Tables;
    private const int Pairs = 4; // of halves in a vector

    private readonly int[] _counts = new int[Tables * ((2 * rows) + 1)];
    private readonly int _stride = (2 * rows) + 1;

    /// <summary>An offset that counts for nothing.</summary>
    public int Idle => 2 * rows;

    /// <summary>The tables, to be counted in.</summary>
    public Tallying Begin() => new(ref MemoryMarshal.GetArrayDataReference(_counts), _stride);

    /// <summary>Adds the counts of rows that stand for cells, one behind the other, to the visits of the centres between them, and clears them.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="visits">From the centre to the left of its cell on to that to the right of the last.</param>
    public void Drain(int row, Span<long> visits)
    {
        var between = visits[1..^1];
        var (half, index) = ((2 * row) + 1, 0);
        visits[0] += Take(half - 1);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        ref var visit = ref MemoryMarshal.GetReference(between);
        for (; index + Pairs <= between.Length; index += Pairs, half += 2 * Pairs)
        {
            var sums = Vector256<int>.Zero;
            for (var table = 0; table < Tables; table++)
            {
                ref var eight = ref Unsafe.Add(ref counts, (table * _stride) + half);
                sums += Vector256.LoadUnsafe(ref eight);
                Vector256<int>.Zero.StoreUnsafe(ref eight);
            }

            var pairs = sums.AsInt64();
            (Vector256.LoadUnsafe(ref visit, (nuint)index) + (pairs & Vector256.Create((long)uint.MaxValue)) + (pairs >>> 32)).StoreUnsafe(ref visit, (nuint)index);
        }

        for (; index < between.Length; index++, half += 2)
        {
            between[index] += Take(half) + Take(half + 1);
        }

        visits[^1] += Take(half);
    }

    /// <summary>The count of both halves of a row, which is cleared.</summary>
    public long TakeRow(int row) => Take(2 * row) + Take((2 * row) + 1);

    private long Take(int half)
    {
        var sum = 0L;
        for (var table = 0; table < Tables; table++)
        {
            ref var count = ref _counts[(table * _stride) + half];
            (sum, count) = (sum + count, 0);
        }

        return sum;
    }

    /// <summary>Counts lane i in the (i mod 4)-th table. Nothing is checked.</summary>
    internal readonly ref struct Tallying(ref int counts, int stride)
    {
        private readonly ref int _first = ref counts;
        private readonly ref int _second = ref Unsafe.Add(ref counts, stride);
        private readonly ref int _third = ref Unsafe.Add(ref counts, 2 * stride);
        private readonly ref int _fourth = ref Unsafe.Add(ref counts, 3 * stride);
        private readonly int _stride = stride;

        /// <param name="offsets">One for each lane.</param>
        /// <param name="position">The number of the first lane.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Count<TLanes>(ref int offsets, int position)
            where TLanes : struct, ILanes<TLanes, float>
        {
            if (TLanes.Count < Tables)
            {
                Unsafe.Add(ref _first, offsets + (position % Tables * _stride))++;
                return;
            }

            for (var lane = 0; lane < TLanes.Count; lane += Tables)
            {
                Unsafe.Add(ref _first, (nuint)(uint)Unsafe.Add(ref offsets, lane))++;
                Unsafe.Add(ref _second, (nuint)(uint)Unsafe.Add(ref offsets, lane + 1))++;
                Unsafe.Add(ref _third, (nuint)(uint)Unsafe.Add(ref offsets, lane + 2))++;
                Unsafe.Add(ref _fourth, (nuint)(uint)Unsafe.Add(ref offsets, lane + 3))++;
            }
        }
    }
}
