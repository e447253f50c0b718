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
        Span<float> lanes = stackalloc float[ClippingPass.Room];
        lanes.Clear();
        Extremes.Begin(lanes);
        var clipping = new ClippingPass(_bound, numbers, clipped, lanes);
        LanePass.Run<float, ClippingPass>(ref clipping, numbers.Length, width);

        // Across lanes only counts are added, which are whole numbers, and faults, which are 0 or NaN: any order gives the same.
        var (count, fault) = (0f, 0f);
        for (var lane = 0; lane < MostLanes; lane++)
        {
            count += lanes[ClippingPass.Counts + lane];
            fault += lanes[ClippingPass.Faults + lane];
        }

        outside = (int)count;
        var hasNaN = float.IsNaN(fault);
        var (lowest, highest) = Extremes.Of(lanes);
        range = hasNaN ? default : RangeOf(lowest, highest);
        return !hasNaN;
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

    // Rows are written unchecked: places found on a larger grid would lead out of the tables.
    private void RequireOwn(GridPlaces places)
    {
        var found = places.Grid;
        if (ReferenceEquals(found, Grid)
            || (found.Centres, found.Bound, found.RelativeWidth) == (Grid.Centres, Grid.Bound, Grid.RelativeWidth))
        {
            return;
        }

        throw new ArgumentException(
            $"The numbers were located on a grid of {Described(found)}; this transform's has {Described(Grid)}. Average or locate them with this transform.",
            nameof(places));
    }

    private static string Described(GaussianGrid grid) => $"{grid.Centres} centres, bound {grid.Bound:R} and width {grid.RelativeWidth:R}";

    private static void Require(int expected, int given)
    {
        if (expected != given)
        {
            throw new ArgumentException($"Spans of {expected} and {given} numbers do not go together.");
        }
    }

    private readonly ref struct ClippingPass(float bound, ReadOnlySpan<float> numbers, Span<float> clipped, Span<float> lanes) : ILanePass<float>
    {
        public const int Counts = Extremes.Room;
        public const int Faults = Counts + MostLanes;
        public const int Room = Faults + MostLanes;

        private readonly ReadOnlySpan<float> _numbers = numbers;
        private readonly Span<float> _clipped = clipped;
        private readonly Span<float> _lanes = lanes;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _numbers.Length;
            ref var from = ref MemoryMarshal.GetReference(_numbers);
            ref var to = ref MemoryMarshal.GetReference(_clipped);
            ref var lane = ref MemoryMarshal.GetReference(_lanes);
            var (low, high, zero, one) = (TLanes.Broadcast(-bound), TLanes.Broadcast(bound), TLanes.Broadcast(0), TLanes.Broadcast(1));
            var (lowest, highest) = (TLanes.Load(in lane, Extremes.Lowest), TLanes.Load(in lane, Extremes.Highest));
            var (counts, faults) = (TLanes.Load(in lane, Counts), TLanes.Load(in lane, Faults));
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var number = TLanes.Load(in from, index);
                var inside = TLanes.Smaller(high, TLanes.Larger(low, number));
                inside.Store(ref to, index);
                counts += TLanes.WhereEqual(inside, number, zero, one);
                faults += inside - inside; // 0, or NaN for NaN
                lowest = TLanes.Smaller(inside, lowest);
                highest = TLanes.Larger(inside, highest);
            }

            counts.Store(ref lane, Counts);
            faults.Store(ref lane, Faults);
            lowest.Store(ref lane, Extremes.Lowest);
            highest.Store(ref lane, Extremes.Highest);
            return index;
        }
    }

    /// <summary>The lowest and the highest number in each lane.</summary>
    private static class Extremes
    {
        public const int Lowest = 0;
        public const int Highest = MostLanes;
        public const int Room = 2 * MostLanes;

        public static void Begin(Span<float> extremes)
        {
            extremes[..Highest].Fill(float.PositiveInfinity);
            extremes[Highest..Room].Fill(float.NegativeInfinity);
        }

        public static (float Lowest, float Highest) Of(ReadOnlySpan<float> extremes)
        {
            ref var lanes = ref MemoryMarshal.GetReference(extremes);
            var (low, high) = (Four(ref lanes, Lowest), Four(ref lanes, Highest));
            for (var lane = MostLanes / 4; lane < MostLanes; lane += MostLanes / 4)
            {
                low = Lanes128<float>.Smaller(Four(ref lanes, Lowest + lane), low);
                high = Lanes128<float>.Larger(Four(ref lanes, Highest + lane), high);
            }

            Span<float> four = stackalloc float[8];
            low.Store(ref four[0], 0);
            high.Store(ref four[0], 4);
            return (Math.Min(Math.Min(four[0], four[1]), Math.Min(four[2], four[3])), Math.Max(Math.Max(four[4], four[5]), Math.Max(four[6], four[7])));

            static Lanes128<float> Four(ref float lanes, int lane) => Lanes128<float>.Load(in lanes, lane);
        }
    }

    /// <summary>Where one pass over a block of numbers leaves something for the next.</summary>
    private static class Scratch
    {
        /// <summary>Numbers in a block.</summary>
        public const int Length = EvidenceRows.Block;

        public const int Offsets = 0;
        public const int Borders = Length;
        public const int Inverses = 2 * Length;
        public const int Amounts = 0;      // of pouring; those above are of averaging
        public const int Tallies = Amounts + EvidenceRows.Block;
        public const int Room = 3 * Length;
    }
}
