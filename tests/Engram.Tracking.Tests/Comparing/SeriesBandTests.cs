using Engram.Numerics.Random;
using Engram.Tracking.Comparing;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Comparing;

public sealed class SeriesBandTests
{
    [Theory]
    [InlineData(Statistic.Mean, IntervalMethod.Bootstrap)]
    [InlineData(Statistic.Median, IntervalMethod.Bootstrap)]
    [InlineData(Statistic.Iqm, IntervalMethod.Bootstrap)]
    [InlineData(Statistic.Mean, IntervalMethod.T)]
    public void Every_step_has_the_estimate_of_its_values(Statistic statistic, IntervalMethod method)
    {
        var random = RandomStream.FromSeed(1);
        var settings = new IntervalSettings(method, 0.9, 300);
        Points[] series = [.. Enumerable.Range(0, 5).Select(_ => Line(0, [.. Enumerable.Range(0, 20).Select(_ => random.NextNormal())]))];
        var band = SeriesBand.Of(series, statistic, settings, 100);
        for (var step = 0; step < 20; step++)
        {
            var expected = settings.Of(ScoreTable.OneTask(series.Select(line => line.Values[step])), statistic);
            Assert.Equal(expected, new Estimate(band.Center[step], band.Low[step], band.High[step]));
            Assert.Equal((5, 0), (band.N[step], band.NotFinite[step]));
            Assert.Equal((series.Min(line => line.Values[step]), series.Max(line => line.Values[step])), (band.Min[step], band.Max[step]));
        }
    }

    [Fact]
    public void N_is_said_at_every_step_where_series_differ_in_length()
    {
        var band = SeriesBand.Of([Line(0, 1, 2, 3), Line(1, 4, 5, 6), Line(0, 7)], Statistic.Mean, IntervalSettings.Default, 100);
        Assert.Equal([0, 1, 2, 3], band.Steps);
        Assert.Equal([2, 2, 2, 1], band.N);
        Assert.Equal([4, 3, 4, 6], band.Center);
        Assert.True(double.IsNaN(band.Low[3]) && double.IsNaN(band.High[3])); // one seed has no interval
    }

    [Fact]
    public void What_is_not_finite_is_counted_and_not_averaged()
    {
        var band = SeriesBand.Of([Line(0, 1, double.NaN, double.NaN), Line(0, 3, 5, double.PositiveInfinity)], Statistic.Mean, IntervalSettings.Default, 100);
        Assert.Equal([0, 1, 2], band.NotFinite);
        Assert.Equal([2, 1, 0], band.N);
        Assert.Equal([2, 5, double.NaN], band.Center);
        Assert.True(double.IsNaN(band.Max[2]));
    }

    [Fact]
    public void A_thinned_band_keeps_whole_steps_and_hides_neither_spike_nor_NaN()
    {
        var values = Enumerable.Range(0, 10_000).Select(i => (double)(i % 7)).ToArray();
        var other = (double[])values.Clone();
        (values[4_321], other[7_654]) = (1000, double.NaN);
        var band = SeriesBand.Of([Line(0, values), Line(0, other)], Statistic.Mean, new(IntervalMethod.T), 50);
        Assert.Equal((50, 10_000, 0, 9_999), (band.Steps.Length, band.Total, band.Steps[0], band.Steps[^1]));
        Assert.All(band.Steps.Index(), step => Assert.Equal(step.Item % 7, band.Center[step.Index]));
        Assert.Single(band.Max, value => value == 1000);
        Assert.Equal(1, band.NotFinite.Sum());
    }

    [Fact]
    public void No_series_make_an_empty_band() => Assert.Empty(SeriesBand.Of([], Statistic.Mean, IntervalSettings.Default, 10).Steps);

    [Fact]
    public void Students_t_makes_no_band_around_a_median() =>
        Assert.Contains("use the bootstrap", Assert.Throws<ArgumentException>(() => SeriesBand.Of([], Statistic.Median, new(IntervalMethod.T), 10)).Message);

    private static Points Line(long first, params double[] values) =>
        new([.. Enumerable.Range(0, values.Length).Select(i => first + i)], new long[values.Length], values);
}
