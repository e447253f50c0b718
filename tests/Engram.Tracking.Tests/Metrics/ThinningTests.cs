using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class ThinningTests
{
    [Fact]
    public void One_spike_among_a_million_points_survives_wherever_it_is()
    {
        const int count = 1_000_000;
        var random = RandomStream.FromSeed(1);
        var points = RecordedStudy.Counted([.. Enumerable.Range(0, count).Select(_ => random.NextDouble())]);
        for (var trial = 0; trial < 100; trial++)
        {
            var (place, height) = (random.NextInt(count), trial % 2 == 0 ? 1000.0 : -1000.0);
            var value = points.Values[place];
            points.Values[place] = height;
            var thinned = Thinning.MinMax(points, 300);
            Assert.Contains((place, height), thinned.Points.Steps.Zip(thinned.Points.Values));
            points.Values[place] = value;
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(77)]
    [InlineData(1000)]
    public void No_more_points_than_asked_for_each_as_it_was_with_both_ends(int budget)
    {
        var random = RandomStream.FromSeed(2);
        for (var trial = 0; trial < 50; trial++)
        {
            var points = Irregular(1 + random.NextInt(3000), random);
            var thinned = Thinning.MinMax(points, budget);
            Assert.InRange(thinned.Points.Count, Math.Min(2, points.Count), budget);
            Assert.Equal(points.Count, thinned.Total);
            Assert.Equal((points.Steps[0], points.Steps[^1]), (thinned.Points.Steps[0], thinned.Points.Steps[^1]));
            Assert.Equal(thinned.Points.Steps.Distinct().Order(), thinned.Points.Steps);
            var recorded = points.Steps.Zip(points.Times, SamePoints.Bits(points)).ToHashSet();
            Assert.All(thinned.Points.Steps.Zip(thinned.Points.Times, SamePoints.Bits(thinned.Points)), point => Assert.Contains(point, recorded));
        }
    }

    [Fact]
    public void Every_bucket_keeps_its_smallest_and_its_largest_value()
    {
        var points = RecordedStudy.Counted(5, 1, 9, 4, 2, 2, 7, 3, 8, 6, 0, 4);
        var thinned = Thinning.MinMax(points, 6); // two buckets of six steps
        Assert.Equal([0, 1, 2, 8, 10, 11], thinned.Points.Steps);
        Assert.Equal([5, 1, 9, 8, 0, 4], thinned.Points.Values);
    }

    [Fact]
    public void All_points_are_there_when_they_fit()
    {
        var points = RecordedStudy.Counted(3, double.NaN, 1, double.NegativeInfinity);
        var thinned = Thinning.MinMax(points, 4);
        SamePoints.Assert(points, thinned.Points);
        Assert.Equal([new(1, 1, 1, 0, 0), new(3, 3, 0, 0, 1)], thinned.NotFinite);
    }

    [Fact]
    public void What_is_not_finite_is_counted_and_hides_nothing()
    {
        var values = Enumerable.Range(0, 100).Select(i => (double)i).ToArray();
        (values[10], values[12], values[40], values[99]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.NaN);
        for (var i = 60; i < 80; i++) values[i] = double.NaN;
        var thinned = Thinning.MinMax(RecordedStudy.Counted(values), 12); // five buckets of twenty
        Assert.Equal([new(10, 12, 1, 1, 0), new(40, 40, 0, 0, 1), new(60, 79, 20, 0, 0), new(99, 99, 1, 0, 0)], thinned.NotFinite);
        Assert.Equal([0, 19, 20, 39, 41, 59, 80, 98, 99], thinned.Points.Steps);
    }

    [Fact]
    public void A_gap_in_the_steps_stays_a_gap()
    {
        long[] steps = [.. Enumerable.Range(0, 50), .. Enumerable.Range(1_000_000, 50)];
        var thinned = Thinning.MinMax(new(steps, new long[100], [.. steps.Select(step => (double)step)]), 20);
        Assert.Equal([0, 49, 1_000_000, 1_000_049], thinned.Points.Steps);
    }

    [Fact]
    public void Steps_may_span_all_there_are()
    {
        long[] steps = [long.MinValue, -5, 0, 1, 2, long.MaxValue];
        Assert.Equal([long.MinValue, -5, 1, long.MaxValue], Thinning.MinMax(new(steps, new long[6], [0, 9, 2, -3, 4, 5]), 4).Points.Steps);
    }

    [Fact]
    public void Fewer_than_four_points_make_no_picture() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Thinning.MinMax(Points.Empty, 3));

    private static Points Irregular(int count, RandomStream random)
    {
        var step = -1000L;
        return new(
            [.. Enumerable.Range(0, count).Select(_ => step += 1 + random.NextInt(20))], [.. Enumerable.Range(0, count).Select(i => (long)i)],
            [.. Enumerable.Range(0, count).Select(_ => random.NextInt(20) == 0 ? double.NaN : random.NextNormal())]);
    }
}
