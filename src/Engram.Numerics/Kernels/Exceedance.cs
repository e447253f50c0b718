using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>How many numbers lie beyond a bound, and whether all of them are numbers: what one looks at before a step is taken.</summary>
public static class Exceedance
{
    private const int MostLanes = 64;

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
        Span<float> beyond = stackalloc float[MostLanes];
        Span<float> faults = stackalloc float[MostLanes];
        faults.Clear();
        var count = 0;
        for (var start = 0; start < numbers.Length; start += Chunk)
        {
            var chunk = numbers.Slice(start, Math.Min(Chunk, numbers.Length - start));
            beyond.Clear();
            var counting = new Counting { Numbers = chunk, Bound = bound, Beyond = beyond, Faults = faults };
            ColumnBlocks.Run<float, Counting>(ref counting, chunk.Length, width);
            foreach (var lane in beyond)
            {
                count += (int)lane;
            }
        }

        hasNaN = faults.ContainsAnyExcept(0f);
        return count;
    }

    private ref struct Counting : IColumnKernel<float>
    {
        public ReadOnlySpan<float> Numbers;
        public float Bound;
        public Span<float> Beyond;
        public Span<float> Faults;

        public readonly void Compute<TLanes>(int column)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var beyond = ref MemoryMarshal.GetReference(Beyond);
            ref var faults = ref MemoryMarshal.GetReference(Faults);
            var (zero, one, high) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(Bound));
            var number = TLanes.Load(in MemoryMarshal.GetReference(Numbers), column);
            var outside = TLanes.WhereLess(high, number, one, TLanes.WhereLess(number, -high, one, zero));
            (TLanes.Load(in beyond, 0) + outside).Store(ref beyond, 0);
            (TLanes.Load(in faults, 0) + TLanes.WhereEqual(number, number, zero, one)).Store(ref faults, 0);
        }
    }
}
