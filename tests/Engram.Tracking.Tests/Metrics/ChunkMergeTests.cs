using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class ChunkMergeTests
{
    // The oracle sorts everything at once.
    [Theory]
    [InlineData(1, 40)]
    [InlineData(4, 400)]
    [InlineData(40, 3_000)]
    public void However_chunks_overlap_the_points_come_out_once_and_in_order(int overlap, int length)
    {
        var random = RandomStream.FromSeed((ulong)overlap);
        for (var trial = 0; trial < 20; trial++)
        {
            List<Points> written = [.. Enumerable.Range(0, 60).Select(place => Chunk(random, place * length / overlap, length))];
            var merge = new ChunkMerge();
            List<Points> blocks = [];
            foreach (var (sequence, chunk) in written.Index().OrderBy(chunk => chunk.Item.Steps[0]).ThenBy(chunk => chunk.Index)) Keep(merge.Add(sequence, chunk));
            Keep(merge.Complete());
            SamePoints.Assert(PointOrder.Sort(written), Points.Concat(blocks));
            Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.First.Steps[^1] < pair.Second.Steps[0]));

            void Keep(Points block)
            {
                if (block.Count > 0) blocks.Add(block);
            }
        }
    }

    [Fact]
    public void Chunks_that_each_reach_into_the_next_are_not_collected_without_end()
    {
        var merge = new ChunkMerge();
        var (held, most) = (0L, 0L);
        for (var place = 0; place < 1_000; place++)
        {
            long[] steps = [.. Enumerable.Range(0, 1_001).Select(i => (place * 1_000L) + i)];
            held += steps.Length - merge.Add(place, new(steps, new long[steps.Length], new double[steps.Length])).Count;
            most = Math.Max(most, held);
        }
        Assert.InRange(most, 1, 20 * MetricStore.ChunkLength);
    }

    private static Points Chunk(RandomStream random, int start, int length)
    {
        var count = 1 + random.NextInt(length);
        var points = new Points(new long[count], new long[count], new double[count]);
        for (var i = 0; i < count; i++) (points.Steps[i], points.Times[i], points.Values[i]) = (start + random.NextInt(length), random.NextInt(2), random.NextInt(3));
        return PointOrder.Sort([points]);
    }
}
