using Engram.Tracking.Metrics;
using Engram.Web.Pages;

namespace Engram.Web.Tests.Pages;

public sealed class CurveThinningTests
{
    [Fact]
    public void What_fits_comes_whole()
    {
        var band = CurveThinning.Band(Points(10, step => step), Points(10, step => step - 1), Points(10, step => step + 1), 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(step => (long)step), band.X);
        Assert.Equal(Enumerable.Range(0, 10).Select(step => step - 1.0), band.Low);
        Assert.Equal(Enumerable.Range(0, 10).Select(step => step + 1.0), band.High);
    }

    [Theory, InlineData(0), InlineData(4_321), InlineData(9_999)]
    public void A_spike_of_an_edge_survives_wherever_it_is(int spike)
    {
        var band = CurveThinning.Band(Points(10_000, _ => 0), Points(10_000, step => step == spike ? -7 : -1), Points(10_000, step => step == spike ? 9 : 1), 100);
        Assert.Equal(100, band.X.Length);
        Assert.Equal((0, 9_999), (band.X[0], band.X[^1]));
        Assert.Equal((-7, 9), (band.Low!.Min(), band.High!.Max()));
    }

    [Fact]
    public void Values_that_are_not_finite_become_marks()
    {
        var line = CurveThinning.Line(Points(6, step => step switch { 1 => double.NaN, 3 => double.PositiveInfinity, 4 => double.NegativeInfinity, _ => step }), 100);
        Assert.Equal([0, 2, 5], line.X);
        Assert.Equal([(1, 1, 0, 0), (3, 0, 1, 0), (4, 0, 0, 1)], line.Marks.Select(mark => ((int)mark.X, mark.Nan, mark.Up, mark.Down)));
    }

    [Fact]
    public void Tasks_are_laid_one_after_the_other()
    {
        var whole = Engram.Web.Charts.CurvePoints.Join("run", [CurveThinning.Line(Points(2, step => step), 10), CurveThinning.Line(Points(2, step => 5 + step), 10).Shifted(100)]);
        Assert.Equal([0, 1, 100, 101], whole.X);
        Assert.Equal([0, 1, 5, 6], whole.Y);
    }

    private static Points Points(int count, Func<int, double> value) =>
        new([.. Enumerable.Range(0, count).Select(step => (long)step)], new long[count], [.. Enumerable.Range(0, count).Select(value)]);
}
