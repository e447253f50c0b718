using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

// From the kernels' values to averages at numbers.
public sealed partial class FastGaussTransform
{
    // Cells before and after those in use: all that the kernels that a cell reaches could themselves be reached from.
    private const int PaddingBefore = Taps + 1;
    private const int Padding = 2 * PaddingBefore;

    private readonly AlignedNumbers<float> _totals;  // [cells, taps]: the coefficients of Σψ, of the kernels that exist
    private readonly AlignedNumbers<float> _rows;    // [cells in use, taps], with padding
    private readonly AlignedNumbers<float> _columns; // [taps, cells in use], with padding
    private readonly float[] _strip;   // one number for each kernel that the cells in use reach

    /// <summary>Takes over the kernels' values, as far as a range of cells needs them.</summary>
    /// <param name="values">θ, [M].</param>
    /// <param name="range">The cells of the numbers that will be asked for.</param>
    public void Adopt(ReadOnlySpan<double> values, CellRange range) => Adopt(values, range, VectorWidths.Widest);

    internal void Adopt(ReadOnlySpan<double> values, CellRange range, VectorWidth width)
    {
        Require(range);
        Require(Grid.Centres, values.Length);
        var cells = range.Last - range.First + 1;
        var strip = _strip.AsSpan(0, cells + Taps + 1);
        var (from, to) = Reached(range);
        var first = from - (range.First - Before - 1);
        strip[..first].Clear();
        var needed = values[from..to];
        for (var index = 0; index < needed.Length; index++)
        {
            strip[first + index] = (float)needed[index];
        }

        strip[(first + needed.Length)..].Clear();
        var weighting = new Weighting(this, cells);
        LanePass.Run<float, Weighting>(ref weighting, cells, width);
        Transposition.Turn<float>(_columns.Span, _rows.Span, Taps, cells, cells);
        AdoptBorders(values, range);
    }

    // A number on a border, clipped, has a row of its own after the cells': the mean itself, rounded once, whatever r is.
    private void AdoptBorders(ReadOnlySpan<double> values, CellRange range)
    {
        var (below, above, total) = (0.0, 0.0, 0.0);
        for (var index = 0; index < _borderActivations.Length; index++)
        {
            below += values[index] * _borderActivations[index];
            above += values[^(index + 1)] * _borderActivations[index];
            total += _borderActivations[index];
        }

        var rows = _rows.Span.Slice((_cells - range.First) * Taps, BorderRows * Taps);
        rows.Clear();
        rows[0] = (float)(below / total);
        rows[Taps] = (float)(above / total);
    }

    /// <summary>Averages the adopted values at each number, Σ ψ θ / Σ ψ, and goes that far in a direction.</summary>
    /// <param name="numbers">z, all within the range.</param>
    /// <param name="range">The range of the last adoption.</param>
    /// <param name="bounds">Means are kept within these, which rounding might leave.</param>
    /// <param name="directions">One for each number; clipped to ± the grid's bound here.</param>
    /// <param name="means">Receives the means.</param>
    /// <param name="targets">Receives mean × direction, or has it subtracted; may be empty.</param>
    /// <param name="subtract">Which of the two.</param>
    /// <returns>The lowest and the highest mean.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public (float Lowest, float Highest) Average(
        ReadOnlySpan<float> numbers, CellRange range, (float Lowest, float Highest) bounds,
        ReadOnlySpan<float> directions, Span<float> means, Span<float> targets, bool subtract) =>
        Average(numbers, range, bounds, directions, means, targets, subtract, VectorWidths.Widest);

    internal (float Lowest, float Highest) Average(
        ReadOnlySpan<float> numbers, CellRange range, (float Lowest, float Highest) bounds,
        ReadOnlySpan<float> directions, Span<float> means, Span<float> targets, bool subtract, VectorWidth width)
    {
        Require(range);
        Require(numbers.Length, directions.Length);
        Require(numbers.Length, means.Length);
        Require(targets.IsEmpty ? 0 : numbers.Length, targets.Length);
        var borders = range.First <= Before || range.Last >= _cells - 1 - Before;
        var seen = (float.PositiveInfinity, float.NegativeInfinity);
        for (var start = 0; start < numbers.Length; start += Scratch.Length)
        {
            var length = Math.Min(Scratch.Length, numbers.Length - start);
            var finding = new Finding(this, numbers.Slice(start, length), range, borders);
            LanePass.Run<float, Finding>(ref finding, length, width);
            if (borders)
            {
                var correcting = new Correcting(this, length);
                LanePass.Run<float, Correcting>(ref correcting, length, width);
            }

            var target = targets.IsEmpty ? targets : targets.Slice(start, length);
            var dividing = new Dividing(this, range, bounds, directions.Slice(start, length), means.Slice(start, length), target, subtract) { Seen = seen };
            LanePass.Run<float, Dividing>(ref dividing, length, width);
            seen = dividing.Seen;
        }

        return seen;
    }

    /// <summary>The kernels that numbers in a range of cells are seen by, those that are folded included: from the first to before the last.</summary>
    private (int From, int To) Reached(CellRange range) =>
        (Math.Max(0, range.First - Before - 1), Math.Min(Grid.Centres, range.Last + Before + 3));

    private AlignedNumbers<float> Totals()
    {
        var totals = new AlignedNumbers<float>((_cells + BorderRows) * Taps);
        totals.Span[_cells * Taps] = totals.Span[(_cells + 1) * Taps] = 1;
        for (var cell = 0; cell < _cells; cell++)
        {
            for (var tap = 0; tap < Taps; tap++)
            {
                var folded = tap <= Before ? cell - Before - 1 : cell + Before + 2;
                totals.Span[(cell * Taps) + tap] = (Exists(cell - Before + tap) ? _falls[tap] : 0) + (Exists(folded) ? _folds[tap] : 0);
            }
        }

        return totals;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Exp<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (n, power) = Exponential.Reduce(x);
        return (TLanes.Broadcast(1) + power) * Exponential.PowerOfTwo(n);
    }

    /// <summary>The coefficients of each cell, one column for each power of r.</summary>
    private readonly struct Weighting(FastGaussTransform transform, int cells) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var strip = ref MemoryMarshal.GetArrayDataReference(transform._strip);
            ref var columns = ref transform._columns.Start;
            var index = start;
            for (; index + TLanes.Count <= cells; index += TLanes.Count)
            {
                var (below, above) = (TLanes.Load(in strip, index), TLanes.Load(in strip, index + Taps + 1));
                for (var tap = 0; tap < Taps; tap++)
                {
                    var near = TLanes.Broadcast(transform._falls[tap]) * TLanes.Load(in strip, index + tap + 1);
                    TLanes.FusedMultiplyAdd(TLanes.Broadcast(transform._folds[tap]), tap <= Before ? below : above, near)
                        .Store(ref columns, (tap * cells) + index);
                }
            }

            return index;
        }
    }

    /// <summary>Where each number's row is, r, and Σψ as it is for inner cells.</summary>
    private readonly ref struct Finding(FastGaussTransform transform, ReadOnlySpan<float> numbers, CellRange range, bool borders) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var number = ref MemoryMarshal.GetReference(_numbers);
            ref var scratch = ref transform._scratch.Start;
            var locating = new Locating<TLanes>(transform, range);
            var inverseVariance = TLanes.Broadcast(2 * transform._halfInverseVariance);
            var (firstInner, lastInner) = (TLanes.Broadcast(Before + 1), TLanes.Broadcast(transform._cells - 2 - Before));
            var (zero, one, round) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(Round));
            var (below, above, bound) = (TLanes.Broadcast(transform._cells), TLanes.Broadcast(transform._cells + 1), TLanes.Broadcast(transform._bound));
            var (falls, folds) = (transform._falls, transform._folds);
            var (t0, t1) = (TLanes.Broadcast(falls[0] + folds[0]), TLanes.Broadcast(falls[1] + folds[1]));
            var (t2, t3) = (TLanes.Broadcast(falls[2] + folds[2]), TLanes.Broadcast(falls[3] + folds[3]));
            var index = start;
            for (; index + TLanes.Count <= _numbers.Length; index += TLanes.Count)
            {
                var z = TLanes.Load(in number, index);
                var cell = locating.Of(z, out var v);
                if (borders)
                {
                    var size = (z | TLanes.Broadcast(-0f)) ^ TLanes.Broadcast(-0f);
                    cell = TLanes.WhereEqual(size, bound, TLanes.WhereLess(z, zero, below, above), cell);
                    TLanes.WhereLess(cell, firstInner, one, TLanes.WhereLess(lastInner, cell, one, zero)).Store(ref scratch, Scratch.Borders + index);
                }

                (TLanes.FusedMultiplyAdd(cell, TLanes.Broadcast(Taps), round) ^ round).Store(ref scratch, Scratch.Rows + index);
                var r = Exp(v * inverseVariance);
                r.Store(ref scratch, Scratch.Ratios + index);
                var total = TLanes.FusedMultiplyAdd(t0, r, t1);
                total = TLanes.FusedMultiplyAdd(total, r, t2);
                total = TLanes.FusedMultiplyAdd(total, r, t3);
                total = TLanes.FusedMultiplyAdd(total, r, t3);
                total = TLanes.FusedMultiplyAdd(total, r, t2);
                total = TLanes.FusedMultiplyAdd(total, r, t1);
                TLanes.FusedMultiplyAdd(total, r, t0).Store(ref scratch, Scratch.Totals + index);
            }

            return index;
        }
    }

    /// <summary>Computes Σψ anew where a row of lanes has a number in a border cell; the same bits come out for the others.</summary>
    private readonly struct Correcting(FastGaussTransform transform, int length) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var totals = ref transform._totals.Start;
            ref var scratch = ref transform._scratch.Start;
            var zero = TLanes.Broadcast(0);
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                if (TLanes.AnyLess(zero, TLanes.Load(in scratch, Scratch.Borders + index)))
                {
                    ref var rows = ref Unsafe.As<float, int>(ref Unsafe.Add(ref scratch, Scratch.Rows + index));
                    LaneRows.Polynomial(ref totals, ref rows, TLanes.Load(in scratch, Scratch.Ratios + index)).Store(ref scratch, Scratch.Totals + index);
                }
            }

            return index;
        }
    }

    /// <summary>Σψθ from each number's row, the quotient, and what becomes of it.</summary>
    private ref struct Dividing(
        FastGaussTransform transform, CellRange range, (float Lowest, float Highest) bounds,
        ReadOnlySpan<float> directions, Span<float> means, Span<float> targets, bool subtract) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _directions = directions;
        private readonly Span<float> _means = means;
        private readonly Span<float> _targets = targets;

        public (float Lowest, float Highest) Seen { get; set; }

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var direction = ref MemoryMarshal.GetReference(_directions);
            ref var mean = ref MemoryMarshal.GetReference(_means);
            ref var target = ref MemoryMarshal.GetReference(_targets);
            ref var rows = ref Unsafe.Subtract(ref transform._rows.Start, range.First * Taps);
            ref var scratch = ref transform._scratch.Start;
            var (least, most) = (TLanes.Broadcast(bounds.Lowest), TLanes.Broadcast(bounds.Highest));
            var (low, high) = (TLanes.Broadcast(-transform._bound), TLanes.Broadcast(transform._bound));
            var (lowest, highest) = (TLanes.Broadcast(Seen.Lowest), TLanes.Broadcast(Seen.Highest));
            var moves = !_targets.IsEmpty;
            var index = start;
            for (; index + TLanes.Count <= _means.Length; index += TLanes.Count)
            {
                ref var offsets = ref Unsafe.As<float, int>(ref Unsafe.Add(ref scratch, Scratch.Rows + index));
                var sum = LaneRows.Polynomial(ref rows, ref offsets, TLanes.Load(in scratch, Scratch.Ratios + index));
                var quotient = TLanes.Smaller(TLanes.Larger(sum / TLanes.Load(in scratch, Scratch.Totals + index), least), most);
                quotient.Store(ref mean, index);
                lowest = TLanes.Smaller(quotient, lowest);
                highest = TLanes.Larger(quotient, highest);
                if (moves)
                {
                    var step = quotient * TLanes.Smaller(high, TLanes.Larger(low, TLanes.Load(in direction, index)));
                    (subtract ? TLanes.Load(in target, index) - step : step).Store(ref target, index);
                }
            }

            Span<float> lanes = stackalloc float[2 * TLanes.Count];
            lowest.Store(ref lanes[0], 0);
            highest.Store(ref lanes[0], TLanes.Count);
            for (var lane = 0; lane < TLanes.Count; lane++)
            {
                Seen = (Math.Min(Seen.Lowest, lanes[lane]), Math.Max(Seen.Highest, lanes[TLanes.Count + lane]));
            }

            return index;
        }
    }
}
