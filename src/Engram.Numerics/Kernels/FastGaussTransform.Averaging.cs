using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

// From the kernels' values to averages at numbers.
public sealed partial class FastGaussTransform
{
    // Cells before and after those in use: all that the kernels that a cell reaches could themselves be reached from.
    private const int PaddingBefore = Taps + 1;
    private const int Padding = 2 * PaddingBefore;

    private readonly AlignedNumbers<float> _rows;    // [rows, taps], with padding: those of Σψθ; of the cells in use
    private readonly float[] _strip;   // one number for each kernel that the cells in use reach

    /// <summary>Takes over the kernels' values, as far as a range of cells needs them.</summary>
    /// <param name="values">θ, [M].</param>
    /// <param name="range">The cells of the numbers that will be asked for.</param>
    public void Adopt(ReadOnlySpan<double> values, CellRange range)
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
        Weigh(strip, _rows.Span.Slice(range.First * Taps, cells * Taps));
        if (MiddleOf(range) is { } middle)
        {
            CopyRows(middle);
        }

        AdoptBorders(values);
    }

    private void CopyRows(CellRange middle)
    {
        var rows = _rows.Span.Slice(middle.First * Taps, (middle.Last - middle.First + 1) * Taps);
        for (var copy = 1; copy <= MoreCopies; copy++)
        {
            rows.CopyTo(_rows.Span[(CopyOf(middle.First, copy) * Taps)..]);
        }
    }

    /// <summary>The coefficients of each cell, one row of eight.</summary>
    private void Weigh(ReadOnlySpan<float> strip, Span<float> rows)
    {
        ref var value = ref MemoryMarshal.GetReference(strip);
        ref var row = ref MemoryMarshal.GetReference(rows);
        var (falls, folds) = (Vector256.Create(_falls), Vector256.Create(_folds));
        for (var cell = 0; cell < rows.Length / Taps; cell++)
        {
            ref var first = ref Unsafe.Add(ref value, cell);
            var beyond = Vector256.Create(Vector128.Create(first), Vector128.Create(Unsafe.Add(ref first, Taps + 1)));
            Vector256.FusedMultiplyAdd(folds, beyond, falls * Vector256.LoadUnsafe(ref first, 1)).StoreUnsafe(ref row, (nuint)(cell * Taps));
        }
    }

    // A number on a border, clipped, has a row of its own after the cells': the mean itself, rounded once, whatever r is.
    private void AdoptBorders(ReadOnlySpan<double> values)
    {
        var (below, above, total) = (0.0, 0.0, 0.0);
        for (var index = 0; index < _borderActivations.Length; index++)
        {
            below += values[index] * _borderActivations[index];
            above += values[^(index + 1)] * _borderActivations[index];
            total += _borderActivations[index];
        }

        var rows = _rows.Span.Slice(_cells * Taps, BorderRows * Taps);
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
    /// <param name="places">Receives where the numbers lie.</param>
    /// <returns>The lowest and the highest mean.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public (float Lowest, float Highest) Average(
        ReadOnlySpan<float> numbers, CellRange range, (float Lowest, float Highest) bounds,
        ReadOnlySpan<float> directions, Span<float> means, Span<float> targets, bool subtract, GridPlaces places) =>
        Average(numbers, range, bounds, directions, means, targets, subtract, places, VectorWidths.Widest);

    internal (float Lowest, float Highest) Average(
        ReadOnlySpan<float> numbers, CellRange range, (float Lowest, float Highest) bounds,
        ReadOnlySpan<float> directions, Span<float> means, Span<float> targets, bool subtract, GridPlaces places, VectorWidth width)
    {
        Require(numbers, range, places);
        Require(numbers.Length, directions.Length);
        Require(numbers.Length, means.Length);
        Require(targets.IsEmpty ? 0 : numbers.Length, targets.Length);
        places.Begin(Grid, range);
        Span<float> extremes = stackalloc float[Extremes.Room];
        Extremes.Begin(extremes);
        for (var start = 0; start < numbers.Length; start += Scratch.Length)
        {
            var length = Find(numbers, places, start, width);
            var target = targets.IsEmpty ? targets : targets.Slice(start, length);
            var dividing = new Dividing(
                this, places, start, bounds, directions.Slice(start, length), means.Slice(start, length), target, subtract, extremes);
            LanePass.Run<float, Dividing>(ref dividing, length, width);
        }

        return Extremes.Of(extremes);
    }

    /// <summary>The kernels that numbers in a range of cells are seen by, those that are folded included: from the first to before the last.</summary>
    private (int From, int To) Reached(CellRange range) =>
        (Math.Max(0, range.First - Before - 1), Math.Min(Grid.Centres, range.Last + Before + 3));

    /// <summary>Σψθ from each number's row, the quotient, and what becomes of it.</summary>
    private readonly ref struct Dividing(
        FastGaussTransform transform, GridPlaces places, int first, (float Lowest, float Highest) bounds,
        ReadOnlySpan<float> directions, Span<float> means, Span<float> targets, bool subtract, Span<float> extremes) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _directions = directions;
        private readonly Span<float> _means = means;
        private readonly Span<float> _targets = targets;
        private readonly Span<float> _extremes = extremes;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _means.Length;
            ref var direction = ref MemoryMarshal.GetReference(_directions);
            ref var mean = ref MemoryMarshal.GetReference(_means);
            ref var target = ref MemoryMarshal.GetReference(_targets);
            ref var extreme = ref MemoryMarshal.GetReference(_extremes);
            ref var table = ref transform._rows.Start;
            ref var inverses = ref Unsafe.Add(ref transform._scratch.Start, Scratch.Inverses);
            ref var rows = ref Unsafe.As<float, int>(ref Unsafe.Add(ref places.Rows.Start, first));
            ref var ratios = ref Unsafe.Add(ref places.Ratios.Start, first);
            var (least, most) = (TLanes.Broadcast(bounds.Lowest), TLanes.Broadcast(bounds.Highest));
            var (low, high) = (TLanes.Broadcast(-transform._bound), TLanes.Broadcast(transform._bound));
            var (lowest, highest) = (TLanes.Load(in extreme, Extremes.Lowest), TLanes.Load(in extreme, Extremes.Highest));
            var (moves, descends) = (!_targets.IsEmpty, subtract);
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var sum = LaneRows.Polynomial(ref table, ref Unsafe.Add(ref rows, index), TLanes.Load(in ratios, index));
                var quotient = TLanes.Smaller(TLanes.Larger(sum * TLanes.Load(in inverses, index), least), most);
                quotient.Store(ref mean, index);
                lowest = TLanes.Smaller(quotient, lowest);
                highest = TLanes.Larger(quotient, highest);
                if (moves)
                {
                    var step = quotient * TLanes.Smaller(high, TLanes.Larger(low, TLanes.Load(in direction, index)));
                    (descends ? TLanes.Load(in target, index) - step : step).Store(ref target, index);
                }
            }

            lowest.Store(ref extreme, Extremes.Lowest);
            highest.Store(ref extreme, Extremes.Highest);
            return index;
        }
    }
}
