using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

// From numbers to the evidence for each kernel.
public sealed partial class FastGaussTransform
{
    private const int Tables = LaneRows.Tables;
    private const int RowStride = Tables * Taps;
    private const int IdleRows = 4;
    private const int BorderRows = 2;
    private const int BorderTaps = 6; // kernels that see a number on a border: the next is 6 spacings away
    private const int MostLanes = 16;

    private readonly double[] _borderActivations; // ψ at g of the last kernel, of the one before it …, and so at −g from the first
    private readonly AlignedNumbers<double> _poured;  // [cells, tables, taps]: Σ a E r^d; zero between collections
    private readonly int[] _tallies;   // [tables, centres and idle ones]: numbers with evidence
    private readonly float[] _idle;    // where lanes without evidence write, each to rows of its own; as bits of integers
    private readonly float[] _bell;    // exp(−v²/2s²) as a polynomial in v²

    private int TallyStride => Grid.Centres + IdleRows;

    /// <summary>Adds a ψ(z) of each number to what was poured, a being its product with a partner, clipped to [−1, 1].</summary>
    /// <param name="numbers">z, all within the range.</param>
    /// <param name="partners">What makes the evidence a, one for each number; not NaN.</param>
    /// <param name="signs">Whether a is only the sign of the product.</param>
    /// <param name="range">The cells of the numbers.</param>
    /// <remarks>Fewer than 2³¹ numbers between two collections: they are counted in 32 bits.</remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Pour(ReadOnlySpan<float> numbers, ReadOnlySpan<float> partners, bool signs, CellRange range) =>
        Pour(numbers, partners, signs, range, VectorWidths.Widest);

    internal void Pour(ReadOnlySpan<float> numbers, ReadOnlySpan<float> partners, bool signs, CellRange range, VectorWidth width)
    {
        Require(numbers.Length, partners.Length);
        Require(range);
        for (var start = 0; start < numbers.Length; start += Scratch.Length)
        {
            var length = Math.Min(Scratch.Length, numbers.Length - start);
            var weighing = new Weighing(this, numbers.Slice(start, length), partners.Slice(start, length), signs, range);
            LanePass.Run<float, Weighing>(ref weighing, length, width);
            var adding = new Adding(this, length);
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
        var rows = _poured.Span[((_cells + IdleRows) * RowStride)..];
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

    // Sums the tallies of every centre and clears them.
    private void CountVisits(CellRange range, Span<long> visits)
    {
        var centres = range.Last - range.First + 2;
        ref var count = ref visits[range.First];
        ref var tally = ref _tallies[range.First];
        var stride = (nuint)TallyStride;
        nuint index = 0;
        for (; (int)index + Vector256<int>.Count <= centres; index += (nuint)Vector256<int>.Count)
        {
            var sum = Vector256<int>.Zero;
            for (nuint table = 0; table < Tables; table++)
            {
                sum += Vector256.LoadUnsafe(ref tally, (table * stride) + index);
                Vector256<int>.Zero.StoreUnsafe(ref tally, (table * stride) + index);
            }

            var (low, high) = Vector256.Widen(sum);
            (Vector256.LoadUnsafe(ref count, index) + low).StoreUnsafe(ref count, index);
            (Vector256.LoadUnsafe(ref count, index + 4) + high).StoreUnsafe(ref count, index + 4);
        }

        for (; (int)index < centres; index++)
        {
            for (nuint table = 0; table < Tables; table++)
            {
                ref var one = ref Unsafe.Add(ref tally, (table * stride) + index);
                Unsafe.Add(ref count, index) += one;
                one = 0;
            }
        }
    }

    private float[] IdleOffsets()
    {
        var offsets = new float[2 * MostLanes];
        for (var lane = 0; lane < MostLanes; lane++)
        {
            offsets[lane] = BitConverter.Int32BitsToSingle((_cells + (lane / Tables)) * RowStride);
            offsets[MostLanes + lane] = BitConverter.Int32BitsToSingle(Grid.Centres + (lane / Tables));
        }

        return offsets;
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
                for (nuint table = 0; table < Tables; table++)
                {
                    Vector512<double>.Zero.StoreUnsafe(ref four, table * Taps);
                }

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

    /// <summary>Where each number's row is, and what its evidence and the powers of r begin with.</summary>
    private readonly ref struct Weighing(
        FastGaussTransform transform, ReadOnlySpan<float> numbers, ReadOnlySpan<float> partners, bool signs, CellRange range) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;
        private readonly ReadOnlySpan<float> _partners = partners;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var number = ref MemoryMarshal.GetReference(_numbers);
            ref var partner = ref MemoryMarshal.GetReference(_partners);
            ref var scratch = ref transform._scratch.Start;
            var locating = new Locating<TLanes>(transform, range);
            var halfInverseVariance = TLanes.Broadcast(transform._halfInverseVariance);
            var (zero, one, minusOne, round) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(-1), TLanes.Broadcast(Round));
            var (idleRow, idleTally) = (TLanes.Load(in transform._idle[0], 0), TLanes.Load(in transform._idle[MostLanes], 0));
            var (bound, borderRow) = (TLanes.Broadcast(transform._bound), transform._cells + IdleRows);
            var lowBorder = TLanes.Broadcast(BitConverter.Int32BitsToSingle(borderRow * RowStride));
            var highBorder = TLanes.Broadcast(BitConverter.Int32BitsToSingle((borderRow + 1) * RowStride));
            var bell = transform._bell;
            var (b0, b1, b2, b3) = (TLanes.Broadcast(bell[0]), TLanes.Broadcast(bell[1]), TLanes.Broadcast(bell[2]), TLanes.Broadcast(bell[3]));
            var (b4, b5, b6, b7) = (TLanes.Broadcast(bell[4]), TLanes.Broadcast(bell[5]), TLanes.Broadcast(bell[6]), TLanes.Broadcast(bell[7]));
            var index = start;
            for (; index + TLanes.Count <= _numbers.Length; index += TLanes.Count)
            {
                var (z, y) = (TLanes.Load(in number, index), TLanes.Load(in partner, index));
                var size = (z | TLanes.Broadcast(-0f)) ^ TLanes.Broadcast(-0f);
                var amount = signs
                    ? TLanes.WhereEqual(z, zero, zero, TLanes.WhereEqual(y, zero, zero, ((z ^ y) & TLanes.Broadcast(-0f)) | one))
                    : TLanes.Smaller(TLanes.Larger(z * y, minusOne), one);
                var cell = locating.Of(z, out var v);
                var row = TLanes.FusedMultiplyAdd(cell, TLanes.Broadcast(RowStride), round) ^ round;
                var half = TLanes.WhereLess(v, zero, round, TLanes.Broadcast(Round + 1)); // the nearest centre is the cell's left or right one
                var tally = (cell + half) ^ round;
                row = TLanes.WhereEqual(size, bound, TLanes.WhereLess(z, zero, lowBorder, highBorder), row);
                TLanes.WhereEqual(amount, zero, idleRow, row).Store(ref scratch, Scratch.Rows + index);
                TLanes.WhereEqual(amount, zero, idleTally, tally).Store(ref scratch, Scratch.Tallies + index);

                var square = v * v;
                var e = TLanes.FusedMultiplyAdd(b7, square, b6);
                e = TLanes.FusedMultiplyAdd(e, square, b5);
                e = TLanes.FusedMultiplyAdd(e, square, b4);
                e = TLanes.FusedMultiplyAdd(e, square, b3);
                e = TLanes.FusedMultiplyAdd(e, square, b2);
                e = TLanes.FusedMultiplyAdd(e, square, b1);
                e = TLanes.WhereEqual(size, bound, one, TLanes.FusedMultiplyAdd(e, square, b0)) * amount;
                var root = TLanes.WhereEqual(size, bound, one, Exp(v * halfInverseVariance)); // √r
                var inverse = one / root;
                (e * root).Store(ref scratch, Scratch.Upwards + index);
                (root * root).Store(ref scratch, Scratch.Ratios + index);
                (e * inverse).Store(ref scratch, Scratch.Downwards + index);
                (inverse * inverse).Store(ref scratch, Scratch.Inverses + index);
            }

            return index;
        }
    }

    /// <summary>Adds a E r^d of each number to its row.</summary>
    private readonly struct Adding(FastGaussTransform transform, int length) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var poured = ref transform._poured.Start;
            ref var tallies = ref MemoryMarshal.GetArrayDataReference(transform._tallies);
            var stride = transform.TallyStride;
            ref var scratch = ref transform._scratch.Start;
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var (c4, up) = (TLanes.Load(in scratch, Scratch.Upwards + index), TLanes.Load(in scratch, Scratch.Ratios + index));
                var (c3, down) = (TLanes.Load(in scratch, Scratch.Downwards + index), TLanes.Load(in scratch, Scratch.Inverses + index));
                var (c5, c2) = (c4 * up, c3 * down);
                var (c6, c1) = (c5 * up, c2 * down);
                ref var rows = ref Unsafe.As<float, int>(ref Unsafe.Add(ref scratch, Scratch.Rows + index));
                LaneRows.Add(ref poured, ref rows, index, c1 * down, c1, c2, c3, c4, c5, c6, c6 * up);
                LaneRows.Count<TLanes>(ref tallies, stride, ref Unsafe.As<float, int>(ref Unsafe.Add(ref scratch, Scratch.Tallies + index)), index);
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
