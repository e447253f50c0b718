using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class PointSummaryTests
{
    private static readonly double Inf = double.PositiveInfinity;

    [Fact]
    public void Says_what_the_points_are() =>
        Assert.Equal(new(4, 0, 3, 2, -1, 5, 2, 0), PointSummary.Of(RecordedStudy.Counted(5, -1, 2, 2)));

    [Fact]
    public void NaN_makes_the_mean_NaN_and_is_counted_but_hides_neither_smallest_nor_largest() =>
        Assert.Equal(new(3, 0, 2, 1, 1, 5, double.NaN, 1), PointSummary.Of(RecordedStudy.Counted(5, double.NaN, 1)));

    [Fact]
    public void Only_NaN_has_neither_smallest_nor_largest() =>
        Assert.Equal(new(2, 0, 1, double.NaN, double.NaN, double.NaN, double.NaN, 2), PointSummary.Of(RecordedStudy.Counted(double.NaN, double.NaN)));

    [Fact]
    public void Infinities_are_values() =>
        Assert.Equal(new(2, 0, 1, 1, 1, Inf, Inf, 0), PointSummary.Of(RecordedStudy.Counted(Inf, 1)));

    [Fact]
    public void A_later_batch_joins_in()
    {
        var joined = PointSummary.Of(RecordedStudy.Counted(4, 2)).Then(PointSummary.Of(new([5, 6], [0, 0], [-1, 7])));
        Assert.Equal(new(4, 0, 6, 7, -1, 7, 3, 0), joined);
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
}
