using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class VisitTallyTests
{
    private const int Rows = 40;

    [Theory, InlineData(0, 39), InlineData(3, 3), InlineData(3, 4), InlineData(5, 9), InlineData(7, 30)]
    public void Halves_are_visits_of_the_centres_beside_them(int first, int last)
    {
        var (tally, random) = (new VisitTally(Rows), RandomStream.FromSeed(1));
        var expected = new long[last - first + 2];
        var offsets = new int[16 * 40];
        foreach (ref var offset in offsets.AsSpan())
        {
            var (cell, right) = (random.NextInt(last - first + 1), random.NextInt(2));
            offset = random.NextInt(5) == 0 ? tally.Idle : (2 * (first + cell)) + (right * VisitTally.Right);
            expected[cell + right] += offset == tally.Idle ? 0 : 1;
        }

        Count<Lanes512<float>>();
        Assert.Equal(expected, Drained());
        Assert.All(Drained(), count => Assert.Equal(0, count));
        Count<Lanes256<float>>();
        Count<Lanes128<float>>();
        Count<SingleLane<float>>();
        Assert.Equal(expected.Select(count => 3 * count), Drained());

        void Count<TLanes>()
            where TLanes : struct, ILanes<TLanes, float>
        {
            for (var position = 0; position < offsets.Length; position += TLanes.Count)
            {
                tally.Begin().Count<TLanes>(ref MemoryMarshal.GetReference(offsets.AsSpan(position)), position);
            }
        }

        long[] Drained()
        {
            var visits = new long[expected.Length];
            tally.Drain(first, visits);
            return visits;
        }
    }

    [Fact]
    public void A_row_is_taken_with_both_halves_and_only_once()
    {
        var tally = new VisitTally(Rows);
        int[] offsets = [2 * 7, (2 * 7) + VisitTally.Right, 2 * 7, 2 * 8];
        tally.Begin().Count<Lanes128<float>>(ref offsets[0], 0);
        Assert.Equal((3, 0, 1), (tally.TakeRow(7), tally.TakeRow(7), tally.TakeRow(8)));
    }
}
