using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class StudentTTests
{
    [Fact]
    public void Quantiles_equal_those_of_forty_digits()
    {
        foreach (var entry in StatisticsReference.All("t"))
        {
            var (probability, degrees) = (entry.Number("probability"), entry.GetProperty("degrees").GetInt32());
            var expected = entry.Number("quantile");
            Assert.Equal(expected, StudentT.Quantile(probability, degrees), 1e-12 * expected);
            Assert.Equal(-expected, StudentT.Quantile(1 - probability, degrees), 1e-12 * expected);
        }
    }

    [Fact]
    public void Intervals_equal_those_of_forty_digits()
    {
        foreach (var sample in StatisticsReference.All("samples").Where(sample => sample.Numbers("scores").Length > 1))
        {
            var interval = StudentT.Interval(sample.Numbers("scores"));
            StatisticsReference.AssertClose(sample.Number("mean"), interval.Value);
            Assert.Equal(sample.Number("low"), interval.Low, 1e-12 * Math.Max(1, Math.Abs(interval.Low)));
            Assert.Equal(sample.Number("high"), interval.High, 1e-12 * Math.Max(1, Math.Abs(interval.High)));
        }
    }

    [Fact]
    public void A_single_score_has_no_interval() => Assert.True(double.IsNaN(StudentT.Interval([2]).Low));

    [Fact]
    public void The_median_of_the_distribution_is_zero() => Assert.Equal(0, StudentT.Quantile(0.5, 3), 1e-15);
}
