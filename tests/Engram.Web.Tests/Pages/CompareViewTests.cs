using Engram.Tracking.Comparing;
using Engram.Web.Pages;
using Microsoft.AspNetCore.WebUtilities;

namespace Engram.Web.Tests.Pages;

public sealed class CompareViewTests
{
    private static readonly StudyMetrics Metrics = new(
        new Dictionary<string, IReadOnlyList<string>> { ["loss"] = ["light", "heavy"], ["mse"] = ["light", "heavy"] },
        [new("loss", "Loss.") { IsLogarithmic = true }, new("mse", "Score.") { IsScore = true }], ["loss"]);

    private static readonly Factor[] Factors = [new(["eta"], [0, 1, 2, 0, 1, 2]), new(["method"], [0, 0, 0, 1, 1, 1])];

    [Fact]
    public void An_address_that_says_nothing_asks_what_the_experiment_suggests()
    {
        var view = Read("");
        Assert.Equal(("mse", "heavy", "loss", null), (view.Score, view.Task, view.Curve, view.CurveTask));
        Assert.Equal((Statistic.Mean, 0.95, "method", true), (view.Statistic, view.Level, view.Against, view.LogValues));
        Assert.Equal("95 % interval (Student's t)", view.IntervalWords);
    }

    [Fact]
    public void Everything_can_be_said_in_the_address()
    {
        var view = Read("?score=loss&task=light&reduce=mean-of-first-50&statistic=iqm&level=0.9&against=eta&curve=loss&curveTask=heavy&band=interval&steps=log&values=linear&scores=log");
        Assert.Equal(("loss", "light", "mean-of-first-50", Statistic.Iqm), (view.Score, view.Task, view.Reduce.ToString(), view.Statistic));
        Assert.Equal(("90 % interval (bootstrap)", "eta", "heavy", BandKind.Interval), (view.IntervalWords, view.Against, view.CurveTask, view.Band));
        Assert.Equal((true, false, true), (view.LogSteps, view.LogValues, view.LogScores));
    }

    [Theory]
    [InlineData("?score=nothing&task=lunch&curve=none&statistic=mode&interval=guess&level=7&band=wide&reduce=soup")]
    [InlineData("?statistic=99&level=NaN&band=-1")]
    public void What_is_not_there_falls_back_to_what_is(string query) => Assert.Equal(Read("") with { Against = Read(query).Against }, Read(query));

    [Fact]
    public void Students_t_is_for_means_only() => Assert.Equal("95 % interval (bootstrap)", Read("?statistic=median&interval=t").IntervalWords);

    private static CompareView Read(string query) => CompareView.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Metrics, Factors);
}
