using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

// From numbers to the rows of their cells, and to what each number weighs there.
public sealed partial class FastGaussTransform
{
    private readonly AlignedNumbers<float> _totals;  // [rows, terms]: the coefficients of Σψ, of the kernels that exist

    /// <summary>Finds out where numbers lie, as averaging does.</summary>
    /// <param name="numbers">z, all within the range.</param>
    /// <param name="range">The cells of the numbers.</param>
    /// <param name="places">Receives where they lie.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Locate(ReadOnlySpan<float> numbers, CellRange range, GridPlaces places) => Locate(numbers, range, places, VectorWidths.Widest);

    internal void Locate(ReadOnlySpan<float> numbers, CellRange range, GridPlaces places, VectorWidth width)
    {
        Require(numbers, range, places);
        places.Begin(Grid, range);
        for (var start = 0; start < numbers.Length; start += Scratch.Length)
        {
            Find(numbers, places, start, width);
        }
    }

    private void Require(ReadOnlySpan<float> numbers, CellRange range, GridPlaces places)
    {
        ArgumentNullException.ThrowIfNull(places);
        Require(range);
        Require(numbers.Length, places.Length);
    }

    private int Find(ReadOnlySpan<float> numbers, GridPlaces places, int start, VectorWidth width)
    {
        var length = Math.Min(Scratch.Length, numbers.Length - start);
        if (_expansion is RatioExpansion ratios)
        {
            var finding = new Finding<Ratio>(this, numbers.Slice(start, length), places, start, (float)(2 * ratios.HalfInverseVariance));
            LanePass.Run<float, Finding<Ratio>>(ref finding, length, width);
            var weighing = new Weighing(this, ratios, places, start, length);
            LanePass.Run<float, Weighing>(ref weighing, length, width);
        }
        else
        {
            var finding = new Finding<Offset>(this, numbers.Slice(start, length), places, start, 1);
            LanePass.Run<float, Finding<Offset>>(ref finding, length, width);
            _scratch.Span.Slice(Scratch.Inverses, length).Fill(1);
        }

        if (HasBorders(places.Range))
        {
            var correcting = new Correcting(this, numbers.Slice(start, length), places, start);
            LanePass.Run<float, Correcting>(ref correcting, length, width);
        }

        return length;
    }

    // Whether some of the cells are seen by fewer kernels than others.
    private bool HasBorders(CellRange range) => range.First < _expansion.BorderCells || range.Last >= _cells - _expansion.BorderCells;

    private AlignedNumbers<float> Totals()
    {
        var totals = new AlignedNumbers<float>(RowCount * Terms);
        totals.Span[_cells * Terms] = totals.Span[(_cells + 1) * Terms] = 1;
        for (var cell = 0; cell < _cells; cell++)
        {
            _expansion.Total(cell, totals.Span.Slice(cell * Terms, Terms));
        }

        CopyRows(totals.Span, new CellRange(_firstMiddle, _lastMiddle));
        return totals;
    }

    /// <summary>What the functions of an expansion are powers of.</summary>
    private interface IArgument
    {
        static abstract TLanes Of<TLanes>(TLanes place, TLanes factor)
            where TLanes : struct, ILanes<TLanes, float>;
    }

    private readonly struct Ratio : IArgument
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes place, TLanes factor)
            where TLanes : struct, ILanes<TLanes, float> => Exp(place * factor);
    }

    private readonly struct Offset : IArgument
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes place, TLanes factor)
            where TLanes : struct, ILanes<TLanes, float> => place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Exp<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (n, power) = Exponential.Reduce(x);
        return (TLanes.Broadcast(1) + power) * Exponential.PowerOfTwo(n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Size<TLanes>(TLanes number)
        where TLanes : struct, ILanes<TLanes, float> => (number | TLanes.Broadcast(-0f)) ^ TLanes.Broadcast(-0f);

    /// <summary>Where each number's row is, its place in the cell, and what the expansion is in powers of.</summary>
    private readonly ref struct Finding<TArgument>(
        FastGaussTransform transform, ReadOnlySpan<float> numbers, GridPlaces places, int first, float factor) : ILanePass<float>
        where TArgument : struct, IArgument
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _numbers.Length;
            ref var number = ref MemoryMarshal.GetReference(_numbers);
            ref var scratch = ref transform._scratch.Start;
            ref var rows = ref Unsafe.Add(ref places.Rows.Start, first);
            ref var ratios = ref Unsafe.Add(ref places.Ratios.Start, first);
            ref var copies = ref MemoryMarshal.GetArrayDataReference(transform._copies);
            var borders = transform.HasBorders(places.Range);
            var locating = new Locating<TLanes>(transform, places.Range);
            var scale = TLanes.Broadcast(factor);
            var border = transform._expansion.BorderCells;
            var (firstInner, lastInner) = (TLanes.Broadcast(border), TLanes.Broadcast(transform._cells - 1 - border));
            var (firstMiddle, lastMiddle) = (TLanes.Broadcast(transform._firstMiddle), TLanes.Broadcast(transform._lastMiddle));
            var (zero, one, round) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(Round));
            var (below, above, bound) = (TLanes.Broadcast(transform._cells), TLanes.Broadcast(transform._cells + 1), TLanes.Broadcast(transform._bound));
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var z = TLanes.Load(in number, index);
                var cell = locating.Of(z, out var v);
                var copy = TLanes.Load(in copies, index & (MostLanes - 1));
                var row = cell + TLanes.WhereLess(cell, firstMiddle, zero, TLanes.WhereLess(lastMiddle, cell, zero, copy));
                var r = TArgument.Of(v, scale);
                if (borders)
                {
                    var size = Size(z);
                    row = TLanes.WhereEqual(size, bound, TLanes.WhereLess(z, zero, below, above), row);
                    r = TLanes.WhereEqual(size, bound, one, r);
                    TLanes.WhereLess(cell, firstInner, one, TLanes.WhereLess(lastInner, cell, one, zero)).Store(ref scratch, Scratch.Borders + index);
                }

                (TLanes.FusedMultiplyAdd(row, TLanes.Broadcast(LaneRows.Stride), round) ^ round).Store(ref rows, index);
                r.Store(ref ratios, index);
                v.Store(ref scratch, Scratch.Offsets + index);
            }

            return index;
        }
    }

    /// <summary>The inverse of the polynomial in r that averages divide by, as it is for inner cells, and E r^−3½.</summary>
    /// <remarks>
    /// A pass of its own, and polynomials in pairs of pairs and not by Horner's rule: numbers are few operations but a long way apart, and a processor
    /// can look only so many operations ahead.
    /// </remarks>
    private readonly struct Weighing(FastGaussTransform transform, RatioExpansion expansion, GridPlaces places, int first, int length) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var scratch = ref transform._scratch.Start;
            ref var ratios = ref Unsafe.Add(ref places.Ratios.Start, first);
            ref var weights = ref Unsafe.Add(ref places.Weights.Start, first);
            var one = TLanes.Broadcast(1);
            var (total, sums) = (expansion.InnerTotal, expansion.WeightPowers);
            var (t0, t1, t2, t3) = (TLanes.Broadcast(total[0]), TLanes.Broadcast(total[1]), TLanes.Broadcast(total[2]), TLanes.Broadcast(total[3]));
            var (s0, s1, s2, s3) = (TLanes.Broadcast(sums[0]), TLanes.Broadcast(sums[1]), TLanes.Broadcast(sums[2]), TLanes.Broadcast(sums[3]));
            var (s4, s5, s6, s7) = (TLanes.Broadcast(sums[4]), TLanes.Broadcast(sums[5]), TLanes.Broadcast(sums[6]), TLanes.Broadcast(sums[7]));
            var count = length;
            var index = start;
            for (; index + TLanes.Count <= count; index += TLanes.Count)
            {
                var (r, v) = (TLanes.Load(in ratios, index), TLanes.Load(in scratch, Scratch.Offsets + index));
                var (x, xx) = (v * v, r * r);
                var (low, high) = (
                    TLanes.FusedMultiplyAdd(TLanes.FusedMultiplyAdd(t3, r, t2), xx, TLanes.FusedMultiplyAdd(t1, r, t0)),
                    TLanes.FusedMultiplyAdd(TLanes.FusedMultiplyAdd(t0, r, t1), xx, TLanes.FusedMultiplyAdd(t2, r, t3)));
                var inverse = one / TLanes.FusedMultiplyAdd(high, xx * xx, low);
                inverse.Store(ref scratch, Scratch.Inverses + index);
                xx = x * x;
                (low, high) = (
                    TLanes.FusedMultiplyAdd(TLanes.FusedMultiplyAdd(s3, x, s2), xx, TLanes.FusedMultiplyAdd(s1, x, s0)),
                    TLanes.FusedMultiplyAdd(TLanes.FusedMultiplyAdd(s7, x, s6), xx, TLanes.FusedMultiplyAdd(s5, x, s4)));
                (TLanes.FusedMultiplyAdd(high, xx * xx, low) * inverse).Store(ref weights, index);
            }

            return index;
        }
    }

    /// <summary>Where a row of lanes has a number in a border cell: 1/Σψ of the kernels that exist, the same bits for others, and one for E r^−3½ on a border.</summary>
    private readonly ref struct Correcting(FastGaussTransform transform, ReadOnlySpan<float> numbers, GridPlaces places, int first) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _numbers.Length;
            ref var number = ref MemoryMarshal.GetReference(_numbers);
            ref var totals = ref transform._totals.Start;
            ref var scratch = ref transform._scratch.Start;
            ref var rows = ref Unsafe.As<float, int>(ref Unsafe.Add(ref places.Rows.Start, first));
            ref var ratios = ref Unsafe.Add(ref places.Ratios.Start, first);
            ref var weights = ref Unsafe.Add(ref places.Weights.Start, first);
            var (zero, one, bound) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(transform._bound));
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                if (TLanes.AnyLess(zero, TLanes.Load(in scratch, Scratch.Borders + index)))
                {
                    var total = LaneRows.Polynomial(ref totals, ref Unsafe.Add(ref rows, index), TLanes.Load(in ratios, index));
                    (one / total).Store(ref scratch, Scratch.Inverses + index);
                    TLanes.WhereEqual(Size(TLanes.Load(in number, index)), bound, one, TLanes.Load(in weights, index)).Store(ref weights, index);
                }
            }

            return index;
        }
    }
}
