using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

// From the kernels' values to averages at numbers.
public sealed partial class FastGaussTransform
{
    private readonly AlignedNumbers<float> _rows;    // [rows, terms], with padding: those of Σψθ; of the cells in use

    /// <summary>Takes over the kernels' values, as far as a range of cells needs them.</summary>
    /// <param name="values">θ, [M].</param>
    /// <param name="range">The cells of the numbers that will be asked for.</param>
    public void Adopt(ReadOnlySpan<double> values, CellRange range) => Adopt(values, range, VectorWidths.Widest);

    internal void Adopt(ReadOnlySpan<double> values, CellRange range, VectorWidth width)
    {
        Require(range);
        Require(Grid.Centres, values.Length);
        _expansion.Weigh(values, range, _rows.Span, width);
        if (MiddleOf(range) is { } middle)
        {
            CopyRows(_rows.Span, middle);
        }

        AdoptBorders(values);
    }

    private void CopyRows(Span<float> table, CellRange middle)
    {
        var rows = table.Slice(middle.First * Terms, (middle.Last - middle.First + 1) * Terms);
        for (var copy = 1; copy <= MoreCopies; copy++)
        {
            rows.CopyTo(table[(CopyOf(middle.First, copy) * Terms)..]);
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

        var rows = _rows.Span.Slice(_cells * Terms, BorderRows * Terms);
        rows.Clear();
        rows[0] = (float)(below / total);
        rows[Terms] = (float)(above / total);
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
