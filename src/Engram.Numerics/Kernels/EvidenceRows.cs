using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

/// <summary>Sums in double precision of what numbers are to the functions of their cell: a row of eight for each cell, zero until numbers are added.</summary>
/// <remarks>
/// A row is one or several that follow one another (<see cref="LaneRows.ICopies"/>), and numbers take turns with them. What loops over numbers is compiled
/// for each of the two: which it is, is decided once, in <see cref="Of"/>.
/// </remarks>
internal abstract class EvidenceRows(int rows, int copies)
{
    /// <summary>The most numbers that are added at once, and how far behind an amount it says where its number is counted.</summary>
    public const int Block = 512;

    protected const int Terms = LaneRows.Length;

    /// <summary>Room for rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="inTurns">Whether numbers take turns; else a row is one.</param>
    public static EvidenceRows Of(int rows, bool inTurns) =>
        inTurns ? new EvidenceRows<LaneRows.Fourfold>(rows) : new EvidenceRows<LaneRows.Onefold>(rows);

    /// <summary>How many rows that follow one another a row is.</summary>
    public int Copies { get; } = copies;

    protected AlignedNumbers<double> Sums { get; } = new(rows * copies * Terms);

    /// <summary>Adds a rⁱ of each number to its row, and counts it.</summary>
    /// <param name="amounts">
    /// [2, <see cref="Block"/>]: a, and where in the tally each number counts, as bits of an integer. In two places they would cost the loop a register
    /// too many, and 3 % of its time.
    /// </param>
    /// <param name="rows">Where the row of each number begins, see <see cref="LaneRows"/>; bits of integers.</param>
    /// <param name="ratios">r.</param>
    /// <param name="tally">Where numbers are counted.</param>
    /// <param name="width">How many are computed side by side; the bits are the same.</param>
    public abstract void Add(ReadOnlySpan<float> amounts, ReadOnlySpan<float> rows, ReadOnlySpan<float> ratios, VisitTally tally, VectorWidth width);

    /// <summary>Makes rows that follow one another (first + second) + (third + fourth), each of the copies for itself, and clears the other three.</summary>
    /// <param name="first">The first of the rows.</param>
    /// <param name="second">The first of those that are added to them …</param>
    /// <param name="third">… of the next …</param>
    /// <param name="fourth">… and of the last.</param>
    /// <param name="count">How many rows.</param>
    public void Merge(int first, int second, int third, int fourth, int count)
    {
        ref var sums = ref Start(first);
        ref var seconds = ref Start(second);
        ref var thirds = ref Start(third);
        ref var fourths = ref Start(fourth);
        for (nuint index = 0; index < (uint)(count * Copies * Terms); index += (nuint)Vector256<double>.Count)
        {
            ((Vector256.LoadUnsafe(ref sums, index) + Vector256.LoadUnsafe(ref seconds, index))
                + (Vector256.LoadUnsafe(ref thirds, index) + Vector256.LoadUnsafe(ref fourths, index))).StoreUnsafe(ref sums, index);
            Vector256<double>.Zero.StoreUnsafe(ref seconds, index);
            Vector256<double>.Zero.StoreUnsafe(ref thirds, index);
            Vector256<double>.Zero.StoreUnsafe(ref fourths, index);
        }
    }

    /// <summary>Takes rows that follow one another, the copies of each together, scaled and in single precision. They are zero then.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="scales">What is multiplied with, [8].</param>
    /// <param name="taken">Receives the rows, all that there is room for.</param>
    public abstract void Take(int first, ReadOnlySpan<double> scales, Span<float> taken);

    /// <summary>The first number of a row, Σa. All of the row is zero then.</summary>
    public double TakeFirst(int row)
    {
        var copies = Sums.Span.Slice(row * Copies * Terms, Copies * Terms);
        var sum = Copies == 1 ? copies[0] : copies[0] + copies[Terms] + (copies[2 * Terms] + copies[3 * Terms]);
        copies.Clear();
        return sum;
    }

    protected ref double Start(int row) => ref Unsafe.Add(ref Sums.Start, row * Copies * Terms);
}

/// <inheritdoc/>
/// <typeparam name="TCopies">How many rows a row is.</typeparam>
internal sealed class EvidenceRows<TCopies>(int rows) : EvidenceRows(rows, TCopies.Count)
    where TCopies : struct, LaneRows.ICopies
{
    public override void Add(ReadOnlySpan<float> amounts, ReadOnlySpan<float> rows, ReadOnlySpan<float> ratios, VisitTally tally, VectorWidth width)
    {
        var adding = new Adding(Sums, amounts, rows, ratios, tally);
        LanePass.Run<float, Adding>(ref adding, rows.Length, width);
    }

    public override void Take(int first, ReadOnlySpan<double> scales, Span<float> taken)
    {
        ref var copies = ref Start(first);
        ref var to = ref MemoryMarshal.GetReference(taken);
        ref var scale = ref MemoryMarshal.GetReference(scales);
        for (nuint row = 0; row < (uint)taken.Length; row += Terms, copies = ref Unsafe.Add(ref copies, TCopies.Count * Terms))
        {
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

                sum *= Vector512.LoadUnsafe(ref scale);
                Vector256.Narrow(sum.GetLower(), sum.GetUpper()).StoreUnsafe(ref to, row);
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

                sum *= Vector256.LoadUnsafe(ref scale, column);
                Vector128.Narrow(sum.GetLower(), sum.GetUpper()).StoreUnsafe(ref to, row + column);
            }
        }

        if (!Vector512.IsHardwareAccelerated)
        {
            Sums.Span.Slice(first * TCopies.Count * Terms, taken.Length * TCopies.Count).Clear();
        }
    }

    private readonly ref struct Adding(
        AlignedNumbers<double> sums, ReadOnlySpan<float> amounts, ReadOnlySpan<float> rows, ReadOnlySpan<float> ratios, VisitTally tally) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _amounts = amounts;
        private readonly ReadOnlySpan<float> _rows = rows;
        private readonly ReadOnlySpan<float> _ratios = ratios;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _rows.Length;
            ref var table = ref sums.Start;
            ref var amount = ref MemoryMarshal.GetReference(_amounts);
            ref var row = ref Unsafe.As<float, int>(ref MemoryMarshal.GetReference(_rows));
            ref var ratio = ref MemoryMarshal.GetReference(_ratios);
            var counting = tally.Begin();
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var (c0, r) = (TLanes.Load(in amount, index), TLanes.Load(in ratio, index));
                var square = r * r;
                var fourth = square * square;
                var (c1, c2) = (c0 * r, c0 * square);
                var c3 = c1 * square;
                LaneRows.Add<TLanes, TCopies>(
                    ref table, ref Unsafe.Add(ref row, index), index, c0, c1, c2, c3, c0 * fourth, c1 * fourth, c2 * fourth, c3 * fourth);
                counting.Count<TLanes>(ref Unsafe.As<float, int>(ref Unsafe.Add(ref amount, Block + index)), index);
            }

            return index;
        }
    }
}
