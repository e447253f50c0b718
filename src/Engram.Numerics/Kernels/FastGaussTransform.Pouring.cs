using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

// From numbers to the evidence for each kernel.
public sealed partial class FastGaussTransform
{
    private const int BorderTaps = 6; // kernels that see a number on a border: the next is 6 spacings away

    private readonly double[] _borderActivations; // ψ at g of the last kernel, of the one before it …, and so at −g from the first
    private readonly AlignedNumbers<double> _poured;  // [rows, copies, terms]: Σa times each function; zero between collections
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
            if (_rowCopies == LaneRows.Fourfold.Count)
            {
                var adding = new Adding<LaneRows.Fourfold>(this, places, start, length);
                LanePass.Run<float, Adding<LaneRows.Fourfold>>(ref adding, length, width);
            }
            else
            {
                var adding = new Adding<LaneRows.Onefold>(this, places, start, length);
                LanePass.Run<float, Adding<LaneRows.Onefold>>(ref adding, length, width);
            }
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
        var (before, behind) = _expansion.Padding(range);
        var rows = _rows.Span[..((before + cells + behind) * Terms)];
        rows[..(before * Terms)].Clear();
        rows[((before + cells) * Terms)..].Clear();
        if (MiddleOf(range) is { } middle)
        {
            MergeCopies(middle);
        }

        var poured = _poured.Span.Slice(range.First * RowStride, cells * RowStride);
        if (_rowCopies == LaneRows.Fourfold.Count)
        {
            Merge<LaneRows.Fourfold>(poured, rows[(before * Terms)..]);
        }
        else
        {
            Merge<LaneRows.Onefold>(poured, rows[(before * Terms)..]);
        }

        CollectBorders(evidence);
        _expansion.Spread(rows, range, evidence, width);
        CountVisits(range, visits);
    }

    // Numbers that were clipped are many and all the same: an error of single precision would not average out. Their rows hold Σa.
    private void CollectBorders(Span<double> evidence)
    {
        var (below, above) = (TakeBorder(_cells), TakeBorder(_cells + 1));
        for (var index = 0; index < _borderActivations.Length; index++)
        {
            evidence[index] += below * _borderActivations[index];
            evidence[^(index + 1)] += above * _borderActivations[index];
        }
    }

    private double TakeBorder(int row)
    {
        var copies = _poured.Span.Slice(row * RowStride, RowStride);
        var sum = _rowCopies == 1 ? copies[0] : copies[0] + copies[Terms] + (copies[2 * Terms] + copies[3 * Terms]);
        copies.Clear();
        return sum;
    }

    private double[] BorderActivations()
    {
        var beyond = (_bound - Grid.Bound) / Grid.Spacing; // g in single precision is not quite g
        var halfInverseVariance = 0.5 / (Grid.RelativeWidth * Grid.RelativeWidth);
        return [.. Enumerable.Range(0, Math.Min(Math.Max(BorderTaps, Grid.Reach + 1), Grid.Centres)).Select(index =>
            Elementary.Exp(-(beyond + index) * (beyond + index) * halfInverseVariance))];
    }

    private void CountVisits(CellRange range, Span<long> visits)
    {
        visits[0] += _tally.TakeRow(_cells);
        visits[^1] += _tally.TakeRow(_cells + 1);
        if (MiddleOf(range) is { } middle)
        {
            for (var copy = 1; copy <= MoreCopies; copy++)
            {
                _tally.Move(CopyOf(middle.First, copy), middle.First, middle.Last - middle.First + 1);
            }
        }

        _tally.Drain(range, _expansion.CellsPerSpacing, visits);
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

    /// <summary>The copies of each cell's row together, scaled; they are zero then.</summary>
    private void Merge<TCopies>(Span<double> poured, Span<float> rows)
        where TCopies : struct, LaneRows.ICopies
    {
        ref var from = ref MemoryMarshal.GetReference(poured);
        ref var to = ref MemoryMarshal.GetReference(rows);
        ref var scales = ref MemoryMarshal.GetArrayDataReference(_expansion.Scales);
        for (var row = 0; row < poured.Length; row += TCopies.Count * Terms)
        {
            ref var copies = ref Unsafe.Add(ref from, row);
            if (Vector512.IsHardwareAccelerated)
            {
                var sum = Vector512.LoadUnsafe(ref copies);
                Vector512<double>.Zero.StoreUnsafe(ref copies);
                if (TCopies.Count == 4)
                {
                    sum = sum + Vector512.LoadUnsafe(ref copies, Terms) + (Vector512.LoadUnsafe(ref copies, 2 * Terms) + Vector512.LoadUnsafe(ref copies, 3 * Terms));
                    Vector512<double>.Zero.StoreUnsafe(ref copies, Terms);
                    Vector512<double>.Zero.StoreUnsafe(ref copies, 2 * Terms);
                    Vector512<double>.Zero.StoreUnsafe(ref copies, 3 * Terms);
                }

                sum *= Vector512.LoadUnsafe(ref scales);
                Vector256.Narrow(sum.GetLower(), sum.GetUpper()).StoreUnsafe(ref to, (nuint)(row / TCopies.Count));
                continue;
            }

            for (nuint column = 0; column < Terms; column += 4)
            {
                var sum = Vector256.LoadUnsafe(ref copies, column);
                if (TCopies.Count == 4)
                {
                    sum = sum + Vector256.LoadUnsafe(ref copies, column + Terms)
                        + (Vector256.LoadUnsafe(ref copies, column + (2 * Terms)) + Vector256.LoadUnsafe(ref copies, column + (3 * Terms)));
                }

                sum *= Vector256.LoadUnsafe(ref scales, column);
                Vector128.Narrow(sum.GetLower(), sum.GetUpper()).StoreUnsafe(ref to, (nuint)(row / TCopies.Count) + column);
            }
        }

        if (!Vector512.IsHardwareAccelerated)
        {
            poured.Clear();
        }
    }

    /// <summary>a times the first function of each number, and where the number is counted.</summary>
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
            var middle = TLanes.Broadcast(transform._expansion.Middle);
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
                var half = TLanes.WhereLess(TLanes.Load(in ratios, index), middle, zero, right);
                var tally = TLanes.ShiftBitsRight(TLanes.Load(in rows, index), VisitTally.Shift) | half;
                TLanes.WhereEqual(amount, zero, idle, tally).Store(ref scratch, Scratch.Tallies + index);
            }

            return index;
        }
    }

    /// <summary>Adds a times the functions of each number to its row.</summary>
    private readonly struct Adding<TCopies>(FastGaussTransform transform, GridPlaces places, int first, int length) : ILanePass<float>
        where TCopies : struct, LaneRows.ICopies
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
                LaneRows.Add<TLanes, TCopies>(
                    ref poured, ref Unsafe.Add(ref rows, index), index, c0, c1, c2, c3, c0 * fourth, c1 * fourth, c2 * fourth, c3 * fourth);
                tally.Count<TLanes>(ref Unsafe.As<float, int>(ref Unsafe.Add(ref scratch, Scratch.Tallies + index)), index);
            }

            return index;
        }
    }
}
