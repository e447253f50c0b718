using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class AggregateTests
{
    [Fact]
    public void Mean_median_interquartile_mean_and_deviation_equal_numpy_and_scipy()
    {
        foreach (var sample in StatisticsReference.All("samples"))
        {
            var scores = sample.Numbers("scores");
            StatisticsReference.AssertClose(sample.Number("mean"), Aggregate.Mean(scores));
            StatisticsReference.AssertClose(sample.Number("median"), Aggregate.Median(scores));
            StatisticsReference.AssertClose(sample.Number("iqm"), Aggregate.InterquartileMean(scores));
            if (scores.Length > 1) StatisticsReference.AssertClose(sample.Number("deviation"), Spread.StandardDeviation(scores));
        }
    }

    [Fact]
    public void Quantiles_equal_numpy()
    {
        double[] probabilities = [0, 0.025, 0.333, 0.5, 0.975, 1];
        foreach (var sample in StatisticsReference.All("samples"))
        {
            var sorted = sample.Numbers("scores").Order().ToArray();
            var expected = sample.Numbers("quantiles");
            for (var i = 0; i < probabilities.Length; i++) StatisticsReference.AssertClose(expected[i], Quantile.At(sorted, probabilities[i]));
        }
    }

    [Theory]
    [InlineData(new[] { 9.0, 1, 5 }, 5)] // ⌊3/4⌋ = 0 are dropped
    [InlineData(new[] { 9.0, 1, 5, 6 }, 5.5)]
    [InlineData(new[] { 100.0, 1, 5, 6, 7, -90, 3, 4 }, 4.5)]
    public void The_interquartile_mean_drops_a_quarter_at_each_end(double[] scores, double expected) =>
        Assert.Equal(expected, Aggregate.InterquartileMean(scores));

    [Theory]
    [InlineData(Statistic.Mean)]
    [InlineData(Statistic.Median)]
    [InlineData(Statistic.Iqm)]
    public void A_NaN_among_the_scores_is_not_hidden(Statistic statistic) =>
        Assert.True(double.IsNaN(Aggregate.Of(statistic, [1, 2, double.NaN, 4, 5, 6, 7])));

    [Fact]
    public void The_median_stands_as_long_as_less_than_half_never_reached_it()
    {
        Assert.Equal(7, Aggregate.Median([double.PositiveInfinity, 3, 7]));
        Assert.Equal(double.PositiveInfinity, Aggregate.Median([double.PositiveInfinity, 3, double.PositiveInfinity]));
    }

    [Fact]
    public void The_mean_of_huge_scores_does_not_overflow() => Assert.Equal(1.5e308, Aggregate.Mean([1.5e308, 1.5e308, 1.5e308]), 1e294);

    [Fact]
    public void Nothing_has_no_mean() => Assert.Throws<ArgumentException>(() => Aggregate.Mean([]));

    [Fact]
    public void A_table_refuses_what_is_not_finite_empty_or_ragged()
    {
        Assert.Contains("Take diverged runs out", Assert.Throws<ArgumentException>(() => ScoreTable.OneTask([1, double.NaN])).Message);
        Assert.Contains("at least one run", Assert.Throws<ArgumentException>(() => new ScoreTable([])).Message);
        Assert.Contains("2 scores, another 1", Assert.Throws<ArgumentException>(() => new ScoreTable([[1, 2], [3]])).Message);
    }
}
