using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class PointSummaryTests
{
    private static readonly double Inf = double.PositiveInfinity;

    [Fact]
    public void Says_what_the_points_are() =>
        Assert.Equal(new(4, 0, 3, 0, 2, -1, 5, 2, 0), PointSummary.Of(RecordedStudy.Counted(5, -1, 2, 2)));

    [Fact]
    public void NaN_makes_the_mean_NaN_and_is_counted_but_hides_neither_smallest_nor_largest() =>
        Assert.Equal(new(3, 0, 2, 0, 1, 1, 5, double.NaN, 1), PointSummary.Of(RecordedStudy.Counted(5, double.NaN, 1)));

    [Fact]
    public void Only_NaN_has_neither_smallest_nor_largest() =>
        Assert.Equal(new(2, 0, 1, 0, double.NaN, double.NaN, double.NaN, double.NaN, 2), PointSummary.Of(RecordedStudy.Counted(double.NaN, double.NaN)));

    [Fact]
    public void Infinities_are_values() =>
        Assert.Equal(new(2, 0, 1, 0, 1, 1, Inf, Inf, 0), PointSummary.Of(RecordedStudy.Counted(Inf, 1)));

    [Fact]
    public void A_later_batch_joins_in()
    {
        var joined = PointSummary.Of(RecordedStudy.Counted(4, 2)).Then(PointSummary.Of(new([5, 6], [0, 0], [-1, 7])));
        Assert.Equal(new(4, 0, 6, 0, 7, -1, 7, 3, 0), joined);
    }

    [Fact]
    public void The_last_value_is_that_of_the_largest_step_however_late_others_come()
    {
        var late = PointSummary.Of(RecordedStudy.Counted(4, 2, 8)).Then(PointSummary.Of(new([1], [0], [100])));
        Assert.Equal((8, 2), (late.Last, late.LastStep));
    }

    [Fact]
    public void A_step_written_again_has_the_later_value() =>
        Assert.Equal(3, PointSummary.Of(RecordedStudy.Counted(1)).Then(PointSummary.Of(RecordedStudy.Counted(3))).Last);

    [Fact]
    public void Among_points_at_the_last_step_the_greatest_time_decides_whichever_came_first()
    {
        var summary = PointSummary.Of(new([5, 5], [10, 20], [1, 2]));
        Assert.Equal((2, 20), (summary.Last, summary.LastTime));
        Assert.Equal((2, 20), Both(summary.Then(PointSummary.Of(new([5], [15], [9])))));
        Assert.Equal((9, 25), Both(summary.Then(PointSummary.Of(new([5], [25], [9])))));
        Assert.Equal((2, 20), Both(summary.Then(PointSummary.Of(new([4], [99], [9])))));

        static (double, long) Both(PointSummary summary) => (summary.Last, summary.LastTime);
    }

    [Theory]
    [InlineData(TieRule.LatestArrival, 1, 3, 2, 2)]
    [InlineData(TieRule.GreatestValue, 1, 3, 2, 3)]
    [InlineData(TieRule.GreatestValue, 1, double.NaN, 2, 2)]
    [InlineData(TieRule.LatestArrival, 1, 2, double.NaN, double.NaN)]
    public void Ties_at_the_last_moment_go_by_the_rule(TieRule tie, double first, double second, double third, double expected)
    {
        Assert.Equal(expected, PointSummary.Of(new([5, 5, 5], [1, 1, 1], [first, second, third]), tie).Last);
        var one = PointSummary.Of(new([5], [1], [first]), tie);
        Assert.Equal(expected, one.Then(PointSummary.Of(new([5, 5], [1, 1], [second, third]), tie), tie).Last);
    }
}
