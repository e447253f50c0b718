using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class PointOrderTests
{
    // The oracle is a sorted dictionary that every point is written into in turn, unless one with a greater time is there.
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
                    (points.Steps[i], points.Times[i], points.Values[i]) = (random.NextInt(30), random.NextInt(5), random.NextDouble());
                    if (written.TryGetValue(points.Steps[i], out var there) && there.Item1 > points.Times[i]) continue;
                    written[points.Steps[i]] = (points.Times[i], points.Values[i]);
                }
                batches.Add(points);
            }
            SamePoints.Assert(
                new([.. written.Keys], [.. written.Values.Select(point => point.Item1)], [.. written.Values.Select(point => point.Item2)]), PointOrder.Merge(batches));
        }
    }

    // The oracle sorts a list of tuples, which is stable, and drops what comes again later.
    [Fact]
    public void Every_distinct_point_is_kept_by_step_then_time_then_arrival()
    {
        var random = RandomStream.FromSeed(2);
        for (var trial = 0; trial < 200; trial++)
        {
            List<(long Step, long Time, double Value)> written =
                [.. Enumerable.Range(0, 1 + random.NextInt(60)).Select(_ => ((long)random.NextInt(6) - 3, (long)random.NextInt(3), (double)random.NextInt(4)))];
            var expected = written.Where((point, place) => written.LastIndexOf(point) == place).OrderBy(point => point.Step).ThenBy(point => point.Time).ToList();
            var batches = written.Chunk(1 + random.NextInt(20)).Select(part => Columns(part)).ToList();
            SamePoints.Assert(Columns(expected), PointOrder.Sort(batches));
            // Sorting in parts and then together is the same: what compaction relies on.
            if (batches.Count > 2) SamePoints.Assert(Columns(expected), PointOrder.Sort([PointOrder.Sort(batches[..2]), .. batches[2..]]));
        }

        static Points Columns(IReadOnlyList<(long Step, long Time, double Value)> points) =>
            new([.. points.Select(p => p.Step)], [.. points.Select(p => p.Time)], [.. points.Select(p => p.Value)]);
    }

    [Fact]
    public void Copies_are_told_apart_by_bits()
    {
        var other = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0001);
        var sorted = PointOrder.Sort([new([1, 1, 1, 1, 1], new long[5], [0.0, -0.0, double.NaN, other, double.NaN])]);
        SamePoints.Assert(new([1, 1, 1, 1], new long[4], [0.0, -0.0, other, double.NaN]), sorted);
    }

    [Fact]
    public void A_range_holds_all_points_of_its_ends() =>
        Assert.Equal([2, 2, 2, 3, 3], PointOrder.Between(new([1, 2, 2, 2, 3, 3, 4], new long[7], new double[7]), 2, 3).Steps);

    [Theory]
    [InlineData(long.MinValue, long.MaxValue, new long[] { 1, 3, 5, 7 })]
    [InlineData(3, 5, new long[] { 3, 5 })]
    [InlineData(2, 6, new long[] { 3, 5 })]
    [InlineData(8, long.MaxValue, new long[0])]
    [InlineData(5, 3, new long[0])]
    public void A_range_includes_its_ends(long from, long to, long[] expected) =>
        Assert.Equal(expected, PointOrder.Between(new([1, 3, 5, 7], new long[4], new double[4]), from, to).Steps);
}
