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

    private const int Tables = 4;
    private const int Pairs = 4; // of halves in a vector

    private readonly int[] _counts = new int[Tables * ((2 * rows) + 1)];
    private readonly int _stride = (2 * rows) + 1;

    /// <summary>An offset that counts for nothing.</summary>
    public int Idle => 2 * rows;

    /// <summary>The tables, to be counted in.</summary>
    public Tallying Begin() => new(ref MemoryMarshal.GetArrayDataReference(_counts), _stride);

    /// <summary>Adds the counts of rows that stand for cells, one behind the other, to the visits of the centres that are nearest, and clears them.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="cells">The cells that it and those behind it stand for.</param>
    /// <param name="cellsPerSpacing">How many cells lie between two centres.</param>
    /// <param name="visits">Of all centres.</param>
    public void Drain(int row, CellRange cells, int cellsPerSpacing, Span<long> visits)
    {
        if (cellsPerSpacing == 1)
        {
            DrainPairs(2 * row, visits[cells.First..(cells.Last + 2)]);
            return;
        }

        var counts = Merged(2 * row, 2 * (cells.Last - cells.First + 1));
        DrainRuns(counts, (2 * cells.First) + cellsPerSpacing, 2 * cellsPerSpacing, visits);
        counts.Clear();
    }

    // Of the two halves between one centre and the next each belongs to another: to a centre, the one before it and the one behind.
    private void DrainPairs(int half, Span<long> visits)
    {
        var inner = visits[1..^1];
        var index = 0;
        visits[0] += Take(half++);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        ref var visit = ref MemoryMarshal.GetReference(inner);
        for (; index + Pairs <= inner.Length; index += Pairs, half += 2 * Pairs)
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

        for (; index < inner.Length; index++, half += 2)
        {
            inner[index] += Take(half) + Take(half + 1);
        }

        visits[^1] += Take(half);
    }

    // Halves that follow one another have the same nearest centre; place is that of the first, counted from half a spacing before the first centre.
    private static void DrainRuns(ReadOnlySpan<int> counts, int place, int perCentre, Span<long> visits)
    {
        var centre = place / perCentre;
        for (int half = 0, end = perCentre - (place % perCentre); half < counts.Length; centre++, end += perCentre)
        {
            var sum = 0L;
            for (var stop = Math.Min(end, counts.Length); half < stop; half++)
            {
                sum += counts[half];
            }

            visits[centre] += sum;
        }
    }

    // All tables together in the first; the others are zero then.
    private Span<int> Merged(int half, int count)
    {
        var first = _counts.AsSpan(half, count);
        for (var table = 1; table < Tables; table++)
        {
            var other = _counts.AsSpan((table * _stride) + half, count);
            ref var to = ref MemoryMarshal.GetReference(first);
            ref var from = ref MemoryMarshal.GetReference(other);
            var index = 0;
            for (; index + Vector256<int>.Count <= count; index += Vector256<int>.Count)
            {
                (Vector256.LoadUnsafe(ref to, (nuint)index) + Vector256.LoadUnsafe(ref from, (nuint)index)).StoreUnsafe(ref to, (nuint)index);
            }

            for (; index < count; index++)
            {
                first[index] += other[index];
            }

            other.Clear();
        }

        return first;
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
