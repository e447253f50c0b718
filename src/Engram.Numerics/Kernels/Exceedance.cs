using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>How many numbers lie beyond a bound, and whether all of them are numbers: what one looks at before a step is taken.</summary>
public static class Exceedance
{
    private const int MostLanes = 16;

    // A lane counts in single precision, which is exact up to 2^24.
    private const int Chunk = 1 << 24;

    /// <summary>Counts the numbers outside [−bound, bound].</summary>
    /// <param name="numbers">Any numbers; ±∞ count, NaN does not.</param>
    /// <param name="bound">Not negative.</param>
    /// <param name="hasNaN">Whether any number is NaN.</param>
    /// <returns>How many lie outside, 0 to their number. Whole numbers are added, so the order does not matter.</returns>
    /// <remarks>O(n); allocates nothing.</remarks>
    public static int Count(ReadOnlySpan<float> numbers, float bound, out bool hasNaN) => Count(numbers, bound, out hasNaN, VectorWidths.Widest);

    internal static int Count(ReadOnlySpan<float> numbers, float bound, out bool hasNaN, VectorWidth width)
    {
        Span<float> lanes = stackalloc float[2 * MostLanes];
        var beyond = lanes[..MostLanes];
        var faults = lanes[MostLanes..];
        faults.Clear();
        var count = 0;
        for (var start = 0; start < numbers.Length; start += Chunk)
        {
            var chunk = numbers.Slice(start, Math.Min(Chunk, numbers.Length - start));
            beyond.Clear();
            var counting = new Counting(chunk, bound, lanes);
            LanePass.Run<float, Counting>(ref counting, chunk.Length, width);
            foreach (var lane in beyond)
            {
                count += (int)lane;
            }
        }

        hasNaN = faults.ContainsAnyExcept(0f);
        return count;
    }

    private readonly ref struct Counting(ReadOnlySpan<float> numbers, float bound, Span<float> lanes) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _numbers = numbers;
        private readonly Span<float> _lanes = lanes;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var length = _numbers.Length;
            ref var from = ref MemoryMarshal.GetReference(_numbers);
            ref var lane = ref MemoryMarshal.GetReference(_lanes);
            var (zero, one, low, high) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(-bound), TLanes.Broadcast(bound));
            var (beyond, faults) = (TLanes.Load(in lane, 0), TLanes.Load(in lane, MostLanes));
            var index = start;
            for (; index + TLanes.Count <= length; index += TLanes.Count)
            {
                var number = TLanes.Load(in from, index);
                beyond += TLanes.WhereLess(high, number, one, TLanes.WhereLess(number, low, one, zero));
                faults += TLanes.WhereEqual(number, number, zero, one);
            }

            beyond.Store(ref lane, 0);
            faults.Store(ref lane, MostLanes);
            return index;
        }
    }
}
