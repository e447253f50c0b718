using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

// From numbers to the evidence for each kernel.
public sealed partial class FastGaussTransform
{
    private const int Tables = LaneRows.Tables;
    private const int RowStride = Tables * Taps;
    private const int BorderTaps = 6; // kernels that see a number on a border: the next is 6 spacings away

    private readonly double[] _borderActivations; // ψ at g of the last kernel, of the one before it …, and so at −g from the first
    private readonly AlignedNumbers<double> _poured;  // [rows, tables, taps]: Σ a E r^d; zero between collections
    private readonly AlignedNumbers<float> _columns;  // [taps, cells in use], with padding
    private readonly VisitTally _tally; // of numbers with evidence

    /// <summary>Adds a ψ(z) of each number to what was poured, a being its product with a partner, clipped to [−1, 1].</summary>
    /// <param name="numbers">z.</param>
    /// <param name="places">Where the numbers lie.</param>
    /// <param name="partners">What makes the evidence a, one for each number; not NaN.</param>
    /// <param name="signs">Whether a is only the sign of the product.</param>
    /// <remarks>Fewer than 2³¹ numbers between two collections: they are counted in 32 bits.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or the places were found on another grid.</exception>
    /// <exception cref="InvalidOperationException">The places are not known.</exception>
    public void Pour(ReadOnlySpan<float> numbers, GridPlaces places, ReadOnlySpan<float> partners, bool signs) =>
        Pour(numbers, places, partners, signs, VectorWidths.Widest);

    internal void Pour(ReadOnlySpan<float> numbers, GridPlaces places, ReadOnlySpan<float> partners, bool signs, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(places);
        Require(numbers.Length, places.Length);
        Require(numbers.Length, partners.Length);
        RequireOwn(places);
        for (var start = 0; start < numbers.Length; start += Scratch.Length)
        {
            var length = Math.Min(Scratch.Length, numbers.Length - start);
            var measuring = new Measuring(this, numbers.Slice(start, length), places, start, partners.Slice(start, length), signs);
            LanePass.Run<float, Measuring>(ref measuring, length, width);
            var adding = new Adding(this, places, start, length);
            LanePass.Run<float, Adding>(ref adding, length, width);
        }
    }

    /// <summary>Adds what was poured to the evidence, counts, and begins to pour anew: the end of a chunk.</summary>
    /// <param name="range">Cells that hold all numbers that were poured.</param>
    /// <param name="evidence">Σ a ψ, [M]; added to.</param>
    /// <param name="visits">How often each kernel was the nearest to a number whose a was not zero, [M]; added to.</param>
    public void Collect(CellRange range, Span<double> evidence, Span<long> visits) => Collect(range, evidence, visits, VectorWidths.Widest);

    internal void Collect(CellRange range, Span<double> evidence, Span<long> visits, VectorWidth width)
    {
        Require(range);
        Require(Grid.Centres, evidence.Length);
        Require(Grid.Centres, visits.Length);
        var cells = range.Last - range.First + 1;
        var rows = _rows.Span[..((cells + Padding) * Taps)];
        rows[..(PaddingBefore * Taps)].Clear();
        rows[((PaddingBefore + cells) * Taps)..].Clear();
        if (MiddleOf(range) is { } middle)
        {
            MergeCopies(middle);
        }

        var poured = _poured.Span.Slice(range.First * RowStride, cells * RowStride);
        Merge(poured, rows[(PaddingBefore * Taps)..]);
        CollectBorders(evidence);

        // With one column for each distance, neighbouring kernels are neighbours in every sum: they are computed side by side.
        Transposition.Turn<float>(rows, _columns.Span, cells + Padding, Taps, Taps);
        var spreading = new Spreading(this, cells);
        LanePass.Run<float, Spreading>(ref spreading, cells + Taps + 1, width);
        var (from, to) = Reached(range);
        var strip = _strip.AsSpan(from - (range.First - Before - 1), to - from);
        evidence = evidence[from..to];
        for (var index = 0; index < strip.Length; index++)
        {
            evidence[index] += strip[index];
        }

        CountVisits(range, visits);
    }

    // Numbers that were clipped are many and all the same: an error of single precision would not average out. Their rows hold Σa.
    private void CollectBorders(Span<double> evidence)
    {
        var rows = _poured.Span.Slice(_cells * RowStride, BorderRows * RowStride);
        var below = rows[0] + rows[Taps] + (rows[2 * Taps] + rows[3 * Taps]);
        var above = rows[RowStride] + rows[RowStride + Taps] + (rows[RowStride + (2 * Taps)] + rows[RowStride + (3 * Taps)]);
        rows.Clear();
        for (var index = 0; index < _borderActivations.Length; index++)
        {
            evidence[index] += below * _borderActivations[index];
            evidence[^(index + 1)] += above * _borderActivations[index];
        }
    }

    private double[] BorderActivations(double halfInverseVariance)
    {
        var beyond = (_bound - Grid.Bound) / Grid.Spacing; // g in single precision is not quite g
        return [.. Enumerable.Range(0, Math.Min(BorderTaps, Grid.Centres)).Select(index =>
            Elementary.Exp(-(beyond + index) * (beyond + index) * halfInverseVariance))];
    }

    private void CountVisits(CellRange range, Span<long> visits)
    {
        _tally.Drain(range.First, visits[range.First..(range.Last + 2)]);
        visits[0] += _tally.TakeRow(_cells);
        visits[^1] += _tally.TakeRow(_cells + 1);
        if (MiddleOf(range) is { } middle)
        {
            for (var copy = 1; copy <= MoreCopies; copy++)
            {
                _tally.Drain(CopyOf(middle.First, copy), visits[middle.First..(middle.Last + 2)]);
            }
        }
    }

    // The rows of the middle cells together, each of the four for itself; those of the copies are zero then.
    private void MergeCopies(CellRange middle)
    {
        ref var poured = ref _poured.Start;
        ref var first = ref Unsafe.Add(ref poured, middle.First * RowStride);
        ref var second = ref Unsafe.Add(ref poured, CopyOf(middle.First, 1) * RowStride);
        ref var third = ref Unsafe.Add(ref poured, CopyOf(middle.First, 2) * RowStride);
        ref var fourth = ref Unsafe.Add(ref poured, CopyOf(middle.First, 3) * RowStride);
        var count = (nuint)((middle.Last - middle.First + 1) * RowStride);
        for (nuint index = 0; index < count; index += (nuint)Vector256<double>.Count)
        {
            ((Vector256.LoadUnsafe(ref first, index) + Vector256.LoadUnsafe(ref second, index))
                + (Vector256.LoadUnsafe(ref third, index) + Vector256.LoadUnsafe(ref fourth, index))).StoreUnsafe(ref first, index);
            Vector256<double>.Zero.StoreUnsafe(ref second, index);
            Vector256<double>.Zero.StoreUnsafe(ref third, index);
            Vector256<double>.Zero.StoreUnsafe(ref fourth, index);
        }
    }

    /// <summary>The four rows of each cell together, each distance weighted with its G; they are zero then.</summary>
    private void Merge(Span<double> poured, Span<float> rows)
    {
        ref var from = ref MemoryMarshal.GetReference(poured);
        ref var to = ref MemoryMarshal.GetReference(rows);
        ref var falls = ref MemoryMarshal.GetArrayDataReference(_exactFalls);
        for (var row = 0; row < poured.Length; row += RowStride)
        {
            ref var four = ref Unsafe.Add(ref from, row);
            if (Vector512.IsHardwareAccelerated)
            {
                var all = Vector512.LoadUnsafe(ref falls)
                    * ((Vector512.LoadUnsafe(ref four) + Vector512.LoadUnsafe(ref four, Taps))
                        + (Vector512.LoadUnsafe(ref four, 2 * Taps) + Vector512.LoadUnsafe(ref four, 3 * Taps)));
                Vector256.Narrow(all.GetLower(), all.GetUpper()).StoreUnsafe(ref to, (nuint)(row / Tables));
                Vector512<double>.Zero.StoreUnsafe(ref four);
                Vector512<double>.Zero.StoreUnsafe(ref four, Taps);
                Vector512<double>.Zero.StoreUnsafe(ref four, 2 * Taps);
                Vector512<double>.Zero.StoreUnsafe(ref four, 3 * Taps);
                continue;
            }

            for (nuint column = 0; column < Taps; column += 4)
            {
                var sum = Vector256.LoadUnsafe(ref falls, column)
                    * ((Vector256.LoadUnsafe(ref four, column) + Vector256.LoadUnsafe(ref four, column + Taps))
                        + (Vector256.LoadUnsafe(ref four, column + (2 * Taps)) + Vector256.LoadUnsafe(ref four, column + (3 * Taps))));
                Vector128.Narrow(sum.GetLower(), sum.GetUpper()).StoreUnsafe(ref to, (nuint)(row / Tables) + column);
            }
        }

        if (!Vector512.IsHardwareAccelerated)
        {
            poured.Clear();
        }
    }

    /// <summary>a E r^−3½ of each number, and where it is counted.</summary>
    private readonly ref struct Measuring(
        FastGaussTransform transform, ReadOnlySpan<float> numbers, GridPlaces places, int first, ReadOnlySpan<float> partners, bool signs)
        : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;
        private readonly ReadOnlySpan<float> _partners = partners;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _numbers.Length;
            ref var number = ref MemoryMarshal.GetReference(_numbers);
            ref var partner = ref MemoryMarshal.GetReference(_partners);
            ref var scratch = ref transform._scratch.Start;
            ref var rows = ref Unsafe.Add(ref places.Rows.Start, first);
            ref var ratios = ref Unsafe.Add(ref places.Ratios.Start, first);
            ref var weights = ref Unsafe.Add(ref places.Weights.Start, first);
            var (zero, one, minusOne) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(-1));
            var right = TLanes.Broadcast(BitConverter.Int32BitsToSingle(VisitTally.Right));
            var idle = TLanes.Broadcast(BitConverter.Int32BitsToSingle(transform._tally.Idle));
            var onlySigns = signs;
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var (z, y) = (TLanes.Load(in number, index), TLanes.Load(in partner, index));
                var amount = onlySigns
                    ? TLanes.WhereEqual(z, zero, zero, TLanes.WhereEqual(y, zero, zero, ((z ^ y) & TLanes.Broadcast(-0f)) | one))
                    : TLanes.Smaller(TLanes.Larger(z * y, minusOne), one);
                (amount * TLanes.Load(in weights, index)).Store(ref scratch, Scratch.Amounts + index);
                var half = TLanes.WhereLess(TLanes.Load(in ratios, index), one, zero, right);
                var tally = TLanes.ShiftBitsRight(TLanes.Load(in rows, index), VisitTally.Shift) | half;
                TLanes.WhereEqual(amount, zero, idle, tally).Store(ref scratch, Scratch.Tallies + index);
            }

            return index;
        }
    }

    /// <summary>Adds a E r^d of each number to its row.</summary>
    private readonly struct Adding(FastGaussTransform transform, GridPlaces places, int first, int length) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var poured = ref transform._poured.Start;
            var tally = transform._tally.Begin();
            var count = length;
            ref var scratch = ref transform._scratch.Start;
            ref var rows = ref Unsafe.As<float, int>(ref Unsafe.Add(ref places.Rows.Start, first));
            ref var ratios = ref Unsafe.Add(ref places.Ratios.Start, first);
            var index = start;
            for (; index + TLanes.Count <= count; index += TLanes.Count)
            {
                var (c0, r) = (TLanes.Load(in scratch, Scratch.Amounts + index), TLanes.Load(in ratios, index));
                var square = r * r;
                var fourth = square * square;
                var (c1, c2) = (c0 * r, c0 * square);
                var c3 = c1 * square;
                LaneRows.Add(
                    ref poured, ref Unsafe.Add(ref rows, index), index, c0, c1, c2, c3, c0 * fourth, c1 * fourth, c2 * fourth, c3 * fourth);
                tally.Count<TLanes>(ref Unsafe.As<float, int>(ref Unsafe.Add(ref scratch, Scratch.Tallies + index)), index);
            }

            return index;
        }
    }

    /// <summary>Adds up, for each kernel that a cell reaches, what the cells have for it; kernel 0 is the first that is reached.</summary>
    private readonly struct Spreading(FastGaussTransform transform, int cells) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var strip = ref MemoryMarshal.GetArrayDataReference(transform._strip);
            ref var columns = ref transform._columns.Start;
            var index = start;
            for (; index + TLanes.Count <= cells + Taps + 1; index += TLanes.Count)
            {
                var (near, folded) = (TLanes.Broadcast(0), TLanes.Broadcast(0));
                for (var tap = 0; tap < Taps; tap++)
                {
                    ref var column = ref Unsafe.Add(ref columns, (tap * (cells + Padding)) + PaddingBefore + index);
                    near += TLanes.Load(in column, -1 - tap);
                    folded = TLanes.FusedMultiplyAdd(
                        TLanes.Broadcast(transform._foldsPerFall[tap]), TLanes.Load(in column, tap <= Before ? 0 : -Taps - 1), folded);
                }

                (near + folded).Store(ref strip, index);
            }

            return index;
        }
    }
}
