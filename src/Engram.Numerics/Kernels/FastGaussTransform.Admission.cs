using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

// What is done to numbers before anything is summed at them.
public sealed partial class FastGaussTransform
{
    private readonly AlignedNumbers<float> _scratch = new(Scratch.Room);

    /// <summary>Clips numbers to [−g, g], g rounded to single precision, and finds the cells they lie in.</summary>
    /// <param name="numbers">Any numbers; ±∞ are clipped.</param>
    /// <param name="clipped">Receives the clipped numbers.</param>
    /// <param name="outside">How many numbers lay outside.</param>
    /// <param name="range">The cells of the clipped numbers.</param>
    /// <returns>Whether none of them is NaN; the rest means nothing otherwise.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there are no numbers.</exception>
    public bool TryClip(ReadOnlySpan<float> numbers, Span<float> clipped, out int outside, out CellRange range) =>
        TryClip(numbers, clipped, out outside, out range, VectorWidths.Widest);

    internal bool TryClip(ReadOnlySpan<float> numbers, Span<float> clipped, out int outside, out CellRange range, VectorWidth width)
    {
        Require(numbers.Length, clipped.Length);
        ArgumentOutOfRangeException.ThrowIfZero(numbers.Length);
        var clipping = new ClippingPass(_bound, numbers, clipped) { Lowest = float.PositiveInfinity, Highest = float.NegativeInfinity };
        LanePass.Run<float, ClippingPass>(ref clipping, numbers.Length, width);
        outside = clipping.Outside;
        range = clipping.HasNaN ? default : RangeOf(clipping.Lowest, clipping.Highest);
        return !clipping.HasNaN;
    }

    /// <summary>The cells from that of one number to that of another, which is not smaller.</summary>
    public CellRange RangeOf(float lowest, float highest) => new(CellOf(lowest), CellOf(highest));

    private int CellOf(float number) =>
        (int)new Locating<SingleLane<float>>(this, new CellRange(0, _cells - 1)).Of(SingleLane<float>.Broadcast(number), out _).Value;

    private void Require(CellRange range)
    {
        if (range.First < 0 || range.First > range.Last || range.Last >= _cells)
        {
            throw new ArgumentException($"The cells {range.First} to {range.Last} are none of a grid with {_cells}.", nameof(range));
        }
    }

    private static void Require(int expected, int given)
    {
        if (expected != given)
        {
            throw new ArgumentException($"Spans of {expected} and {given} numbers do not go together.");
        }
    }

    private ref struct ClippingPass(float bound, ReadOnlySpan<float> numbers, Span<float> clipped) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;
        private readonly Span<float> _clipped = clipped;

        public float Lowest { get; set; }

        public float Highest { get; set; }

        public int Outside { get; private set; }

        public bool HasNaN { get; private set; }

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var from = ref MemoryMarshal.GetReference(_numbers);
            ref var to = ref MemoryMarshal.GetReference(_clipped);
            var (low, high, zero, one) = (TLanes.Broadcast(-bound), TLanes.Broadcast(bound), TLanes.Broadcast(0), TLanes.Broadcast(1));
            var (lowest, highest) = (TLanes.Broadcast(Lowest), TLanes.Broadcast(Highest));
            var (counts, faults) = (zero, zero);
            var index = start;
            for (; index + TLanes.Count <= _numbers.Length; index += TLanes.Count)
            {
                var number = TLanes.Load(in from, index);
                var inside = TLanes.Smaller(high, TLanes.Larger(low, number));
                inside.Store(ref to, index);
                counts += TLanes.WhereEqual(inside, number, zero, one);
                faults += inside - inside; // 0, or NaN for NaN
                lowest = TLanes.Smaller(inside, lowest);
                highest = TLanes.Larger(inside, highest);
            }

            // Across lanes only counts are added, which are whole numbers, and faults, which are 0 or NaN: any order gives the same.
            Span<float> lanes = stackalloc float[4 * TLanes.Count];
            counts.Store(ref lanes[0], 0);
            faults.Store(ref lanes[0], TLanes.Count);
            lowest.Store(ref lanes[0], 2 * TLanes.Count);
            highest.Store(ref lanes[0], 3 * TLanes.Count);
            for (var lane = 0; lane < TLanes.Count; lane++)
            {
                Outside += (int)lanes[lane];
                HasNaN |= float.IsNaN(lanes[TLanes.Count + lane]);
                Lowest = Math.Min(Lowest, lanes[(2 * TLanes.Count) + lane]);
                Highest = Math.Max(Highest, lanes[(3 * TLanes.Count) + lane]);
            }

            return index;
        }
    }

    /// <summary>Where one pass over a block of numbers leaves something for the next.</summary>
    private static class Scratch
    {
        /// <summary>Numbers in a block.</summary>
        public const int Length = 512;

        public const int Rows = 0;
        public const int Tallies = Length;
        public const int Borders = Length; // pouring tallies, averaging minds borders
        public const int Upwards = 2 * Length;
        public const int Ratios = 3 * Length;
        public const int Downwards = 4 * Length;
        public const int Totals = 4 * Length;
        public const int Inverses = 5 * Length;
        public const int Room = 6 * Length;
    }
}
