using Engram.Benchmarks.Measuring;

namespace Engram.Benchmarks.Tests.Measuring;

public sealed class StatisticsTests
{
    [Theory, InlineData(0, 1), InlineData(0.25, 2), InlineData(0.5, 3), InlineData(0.9, 4.6), InlineData(1, 5)]
    public void A_quantile_lies_on_the_line_between_its_neighbours(double share, double expected) =>
        Assert.Equal(expected, Statistics.Quantile([5, 3, 1, 4, 2], share), 12);

    [Fact]
    public void The_median_of_an_even_number_is_the_mean_of_the_middle_two() => Assert.Equal(2.5, Statistics.Median([4, 1, 2, 3]));

    [Fact]
    public void The_spread_is_that_of_the_middle_half_beside_the_median() => Assert.Equal(2.0 / 3, Statistics.Spread([1, 2, 3, 4, 500]), 12);

    [Fact]
    public void No_numbers_have_no_median() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Fact]
    public void A_timing_is_the_median_of_processor_time_and_the_least_on_the_clock()
    {
        var timing = Timing.Of([new Round(3, 2.9), new Round(9, 2.5), new Round(4, 3.5)]);
        Assert.Equal((4, 2.5), (timing.Cpu, timing.Wall));
        Assert.Equal((6.5 - 3.5) / 4, timing.Noise, 12);
    }

    [Fact]
    public void A_latency_tells_its_tail()
    {
        var latency = Latency.Of([.. Enumerable.Range(0, 1001).Select(index => (double)index)]);
        Assert.Equal((500, 990, 999, 1000, 1001), (latency.Median, latency.P99, latency.P999, latency.Most, latency.Count));
    }
}
