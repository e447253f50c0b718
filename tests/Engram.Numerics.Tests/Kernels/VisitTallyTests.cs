using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class VisitTallyTests
{
    private const int Rows = 40;

    [Theory]
    [InlineData(0, 39, 1), InlineData(3, 3, 1), InlineData(5, 9, 1), InlineData(7, 30, 1)]
    [InlineData(0, 39, 2), InlineData(3, 3, 2), InlineData(4, 4, 3), InlineData(5, 31, 3), InlineData(0, 38, 4), InlineData(7, 9, 5)]
    public void Halves_are_visits_of_the_nearest_centres(int first, int last, int cellsPerSpacing)
    {
        var (tally, random) = (new VisitTally(Rows), RandomStream.FromSeed(1));
        var expected = new long[Rows + 1];
        var offsets = new int[16 * 40];
        foreach (ref var offset in offsets.AsSpan())
        {
            var (cell, right) = (first + random.NextInt(last - first + 1), random.NextInt(2));
            var isIdle = random.NextInt(5) == 0;
            offset = isIdle ? tally.Idle : (2 * cell) + (right * VisitTally.Right);
            var place = (cell + 0.25 + (0.5 * right)) / cellsPerSpacing;
            expected[(int)Math.Round(place)] += isIdle ? 0 : 1;
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
            tally.Drain(new CellRange(first, last), cellsPerSpacing, visits);
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

    [Theory]
    [InlineData(1), InlineData(3), InlineData(4), InlineData(8)]
    public void Counts_of_rows_can_be_moved_to_others(int count)
    {
        var (tally, random) = (new VisitTally(Rows), RandomStream.FromSeed(2));
        int[] offsets = [.. Enumerable.Range(0, 400).Select(_ => random.NextInt(2 * Rows))];
        for (var position = 0; position < offsets.Length; position += 16)
        {
            tally.Begin().Count<Lanes512<float>>(ref offsets[position], position);
        }

        tally.Move(25, 5, count);
        Assert.Equal(Enumerable.Range(0, Rows).Select(Expected), Enumerable.Range(0, Rows).Select(tally.TakeRow));

        long Expected(int row) => row >= 25 && row < 25 + count ? 0 : Counted(row) + (row >= 5 && row < 5 + count ? Counted(row + 20) : 0);

        long Counted(int row) => offsets.Count(offset => offset / 2 == row);
    }
}
