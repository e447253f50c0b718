using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class PointOrderTests
{
    // The oracle is a sorted dictionary that every point is written into in turn.
    [Fact]
    public void Points_in_any_order_end_as_if_written_one_by_one_into_a_dictionary()
    {
        var random = RandomStream.FromSeed(1);
        for (var trial = 0; trial < 200; trial++)
        {
            List<Points> batches = [];
            SortedDictionary<long, (long, double)> written = [];
            for (var batch = 0; batch < 1 + random.NextInt(4); batch++)
            {
                var count = 1 + random.NextInt(20);
                var points = new Points(new long[count], new long[count], new double[count]);
                for (var i = 0; i < count; i++)
                {
                    (points.Steps[i], points.Times[i], points.Values[i]) = (random.NextInt(30), random.NextInt(1000), random.NextDouble());
                    written[points.Steps[i]] = (points.Times[i], points.Values[i]);
                }
                batches.Add(points);
            }
            SamePoints.Assert(
                new([.. written.Keys], [.. written.Values.Select(point => point.Item1)], [.. written.Values.Select(point => point.Item2)]), PointOrder.Merge(batches));
        }
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue, new long[] { 1, 3, 5, 7 })]
    [InlineData(3, 5, new long[] { 3, 5 })]
    [InlineData(2, 6, new long[] { 3, 5 })]
    [InlineData(8, long.MaxValue, new long[0])]
    [InlineData(5, 3, new long[0])]
    public void A_range_includes_its_ends(long from, long to, long[] expected) =>
        Assert.Equal(expected, PointOrder.Between(new([1, 3, 5, 7], new long[4], new double[4]), from, to).Steps);
}
