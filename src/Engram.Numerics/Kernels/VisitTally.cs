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

    private readonly int[] _counts = new int[Tables * ((2 * rows) + 1)];
    private readonly int _stride = (2 * rows) + 1;

    /// <summary>An offset that counts for nothing.</summary>
    public int Idle => 2 * rows;

    /// <summary>The tables, to be counted in.</summary>
    public Tallying Begin() => new(ref MemoryMarshal.GetArrayDataReference(_counts), _stride);

    /// <summary>Adds the counts of rows that follow one another to those of others, and clears them.</summary>
    /// <param name="from">The first row whose counts are moved.</param>
    /// <param name="to">The first row that receives some.</param>
    /// <param name="count">How many rows.</param>
    public void Move(int from, int to, int count)
    {
        for (var table = 0; table < Tables; table++)
        {
            Move(Halves(table, from, count), Halves(table, to, count));
        }
    }

    /// <summary>Adds the counts of rows, each of which stands for the cell of its number, to the visits of the centres that are nearest, and clears them.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="cellsPerSpacing">How many cells lie between two centres.</param>
    /// <param name="visits">Of all centres.</param>
    public void Drain(CellRange cells, int cellsPerSpacing, Span<long> visits)
    {
        var count = cells.Last - cells.First + 1;
        var counts = Halves(0, cells.First, count);
        for (var table = 1; table < Tables; table++)
        {
            Move(Halves(table, cells.First, count), counts);
        }

        if (cellsPerSpacing == 1)
        {
            AddPairs(counts, visits[cells.First..(cells.Last + 2)]);
        }
        else
        {
            AddRuns(counts, (2 * cells.First) + cellsPerSpacing, 2 * cellsPerSpacing, visits);
        }

        counts.Clear();
    }

    private Span<int> Halves(int table, int row, int count) => _counts.AsSpan((table * _stride) + (2 * row), 2 * count);

    private static void Move(Span<int> from, Span<int> to)
    {
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to);
        var index = 0;
        for (; index + Vector256<int>.Count <= from.Length; index += Vector256<int>.Count)
        {
            (Vector256.LoadUnsafe(ref target, (nuint)index) + Vector256.LoadUnsafe(ref source, (nuint)index)).StoreUnsafe(ref target, (nuint)index);
            Vector256<int>.Zero.StoreUnsafe(ref source, (nuint)index);
        }

        for (; index < from.Length; index++)
        {
            (to[index], from[index]) = (to[index] + from[index], 0);
        }
    }

    // Runs of two, in vectors: to a centre belong the half before it and the one behind.
    private static void AddPairs(ReadOnlySpan<int> counts, Span<long> visits)
    {
        var inner = visits[1..^1];
        ref var visit = ref MemoryMarshal.GetReference(inner);
        ref var behindFirst = ref MemoryMarshal.GetReference(counts[1..]);
        var index = 0;
        for (; index + Vector256<long>.Count <= inner.Length; index += Vector256<long>.Count)
        {
            var pairs = Vector256.LoadUnsafe(ref behindFirst, (nuint)(2 * index)).AsInt64();
            (Vector256.LoadUnsafe(ref visit, (nuint)index) + (pairs & Vector256.Create((long)uint.MaxValue)) + (pairs >>> 32)).StoreUnsafe(ref visit, (nuint)index);
        }

        for (; index < inner.Length; index++)
        {
            inner[index] += (long)counts[(2 * index) + 1] + counts[(2 * index) + 2];
        }

        visits[0] += counts[0];
        visits[^1] += counts[^1];
    }

    // Halves that follow one another have the same nearest centre; place is that of the first, counted from half a spacing before the first centre.
    private static void AddRuns(ReadOnlySpan<int> counts, int place, int perCentre, Span<long> visits)
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
