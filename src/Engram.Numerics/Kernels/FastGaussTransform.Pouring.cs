using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

// From numbers to the evidence for each kernel.
public sealed partial class FastGaussTransform
{
    private const int BorderTaps = 6; // kernels that see a number on a border: the next is 6 spacings away

    private readonly double[] _borderActivations; // ψ at g of the last kernel, of the one before it …, and so at −g from the first
    private readonly EvidenceRows _poured; // zero between collections
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
            _poured.Add(_scratch.Span[Scratch.Amounts..], places.Rows.Span.Slice(start, length), places.Ratios.Span.Slice(start, length), _tally, width);
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

        _poured.Take(range.First, _expansion.Scales, rows.Slice(before * Terms, cells * Terms));
        CollectBorders(evidence);
        _expansion.Spread(rows, range, evidence, width);
        CountVisits(range, visits);
    }

    // Evidence and counts of the middle cells' further rows, which are zero then.
    private void MergeCopies(CellRange middle)
    {
        var (first, count) = (middle.First, middle.Last - middle.First + 1);
        var (second, third, fourth) = (CopyOf(first, 1), CopyOf(first, 2), CopyOf(first, 3));
        _poured.Merge(first, second, third, fourth, count);
        _tally.Move(second, first, count);
        _tally.Move(third, first, count);
        _tally.Move(fourth, first, count);
    }

    // Numbers that were clipped are many and all the same: an error of single precision would not average out. Their rows hold Σa.
    private void CollectBorders(Span<double> evidence)
    {
        var (below, above) = (_poured.TakeFirst(_cells), _poured.TakeFirst(_cells + 1));
        for (var index = 0; index < _borderActivations.Length; index++)
        {
            evidence[index] += below * _borderActivations[index];
            evidence[^(index + 1)] += above * _borderActivations[index];
        }
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
        _tally.Drain(range, _expansion.CellsPerSpacing, visits);
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
}
