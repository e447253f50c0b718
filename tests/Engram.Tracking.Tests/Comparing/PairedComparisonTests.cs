using Engram.Numerics.Random;
using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class PairedComparisonTests
{
    [Fact]
    public void Compares_seed_by_seed()
    {
        var result = PairedComparison.Of([(1, 3), (2, 5), (4, 4), (1, 2)], Better.Lower, IntervalSettings.Default);
        Assert.Equal((4, 0, 3, 0, 1), (result.Pairs, result.NotFinite, result.Wins, result.Losses, result.Ties));
        Assert.Equal(-1.5, result.Difference.Value);
        Assert.Equal(0.875, result.WinRate);
        Assert.Equal(-1.5 / Math.Sqrt(5 / 3.0), result.EffectSize, 1e-12);
        Assert.Equal(0.25, result.SignP);
        Assert.Equal(0.125, result.SmallestP);
    }

    [Fact]
    public void Where_more_is_better_the_larger_wins() =>
        Assert.Equal(2, PairedComparison.Of([(1, 3), (5, 2), (4, 3)], Better.Higher, IntervalSettings.Default).Wins);

    [Fact]
    public void A_diverged_run_loses_and_is_counted_but_not_averaged()
    {
        var result = PairedComparison.Of([(1, 2), (2, double.PositiveInfinity), (double.NaN, 2), (double.NaN, double.NaN)], Better.Lower, IntervalSettings.Default);
        Assert.Equal((1, 3, 2, 1, 1), (result.Pairs, result.NotFinite, result.Wins, result.Losses, result.Ties));
        Assert.Equal(-1, result.Difference.Value);
    }

    [Theory]
    [InlineData(Better.Lower, 5.5 / 9)]
    [InlineData(Better.Higher, 0.5 / 9)]
    public void The_probability_of_improvement_asks_about_any_two_seeds(Better better, double expected)
    {
        // 1, 2, diverged against 2, 3, 4: for losses 1 beats all, 2 ties and beats two, the diverged one loses to all.
        var result = PairedComparison.Of([(1, 2), (2, 3), (double.NaN, 4)], better, IntervalSettings.Default);
        Assert.Equal(expected, result.Improvement, 1e-15);
    }

    [Fact]
    public void No_common_seed_gives_no_numbers()
    {
        var result = PairedComparison.Of([], Better.Lower, IntervalSettings.Default);
        Assert.True(double.IsNaN(result.Difference.Value) && double.IsNaN(result.WinRate) && double.IsNaN(result.Improvement));
        Assert.Equal((1.0, 1.0), (result.P, result.SmallestP));
    }

    [Fact]
    public void The_order_of_the_seeds_changes_no_bit()
    {
        var random = RandomStream.FromSeed(11);
        (double, double)[] pairs = [.. Enumerable.Range(0, 20).Select(_ => (random.NextNormal(), random.NextNormal()))];
        var expected = PairedComparison.Of(pairs, Better.Lower, IntervalSettings.Default);
        for (var trial = 0; trial < 10; trial++)
        {
            random.Shuffle<(double, double)>(pairs);
            Assert.Equal(expected, PairedComparison.Of(pairs, Better.Lower, IntervalSettings.Default));
        }
    }

    [Fact]
    public void Students_t_can_be_asked_for() =>
        Assert.Equal(StudentT.Interval([1, 3, 2]), PairedComparison.Of([(2, 1), (5, 2), (4, 2)], Better.Lower, new(IntervalMethod.T)).Difference);

    [Fact]
    public void The_statistic_stands_for_the_differences_not_for_the_sides()
    {
        // Differences -4, -1, 0, 1: median -0.5, interquartile mean of -1 and 0; the medians of the sides, 2 and 3.5, differ by -1.5.
        (double, double)[] pairs = [(1, 5), (3, 4), (1, 1), (4, 3)];
        Assert.Equal(-0.5, PairedComparison.Of(pairs, Better.Lower, IntervalSettings.Default, Statistic.Median).Difference.Value);
        Assert.Equal(-0.5, PairedComparison.Of(pairs, Better.Lower, IntervalSettings.Default, Statistic.Iqm).Difference.Value);
        var mean = PairedComparison.Of(pairs, Better.Lower, IntervalSettings.Default);
        var median = PairedComparison.Of(pairs, Better.Lower, IntervalSettings.Default, Statistic.Median);
        Assert.Equal(-1, mean.Difference.Value);
        Assert.Equal((mean.P, mean.EffectSize), (median.P, median.EffectSize));
        Assert.Equal(Bootstrap.Interval(ScoreTable.OneTask([-4, -1, 0, 1]), Statistic.Median, IntervalSettings.Stream()), median.Difference);
    }
}
