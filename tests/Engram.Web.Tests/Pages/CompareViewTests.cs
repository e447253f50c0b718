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

    [Fact]
    public void What_is_not_there_falls_back_to_what_is_and_is_told()
    {
        const string query = "?score=nothing&task=lunch&curve=none&curveTask=tea&statistic=mode&interval=guess&level=7&band=wide&reduce=soup&against=all&steps=few&values=true&scores=0&statistik=iqm";
        var view = Read(query);
        Assert.Equal(Read("") with { Faults = view.Faults }, view);
        Assert.Equal(
            [
                "score takes mse or loss; given was \"nothing\".",
                "statistic takes mean, median or iqm; given was \"mode\".",
                "curve takes loss; given was \"none\".",
                "task takes light or heavy; given was \"lunch\".",
                "reduce takes last, min, max, mean, mean-of-first-N or steps-to-X; given was \"soup\".",
                "interval takes t or bootstrap; given was \"guess\".",
                "level takes a number from 0.5 to 0.9999; given was \"7\".",
                "against takes eta, method, GD or MetaGD; given was \"all\".",
                "curveTask takes light or heavy; given was \"tea\".",
                "band takes interval, range or none; given was \"wide\".",
                "steps takes linear or log; given was \"few\".",
                "values takes linear or log; given was \"true\".",
                "scores takes linear or log; given was \"0\".",
                "There is nothing called \"statistik\" here. Did you mean 'statistic'?",
            ],
            view.Faults);
    }

    [Theory, InlineData("?statistic=99"), InlineData("?level=NaN"), InlineData("?band=-1"), InlineData("?band=1"), InlineData("?score=mse&score=loss")]
    public void Numbers_of_words_and_words_given_twice_are_not_understood(string query) => Assert.Single(Read(query).Faults);

    [Theory, InlineData(""), InlineData("?statistic=&task="), InlineData("?statistic=Median&band=NONE"), InlineData("?against=GD&interval=t")]
    public void What_is_understood_is_not_remarked_on(string query) => Assert.Empty(Read(query).Faults);

    [Fact]
    public void A_task_that_only_another_metric_has_is_carried_along_without_a_word()
    {
        var metrics = Metrics with { Tasks = new Dictionary<string, IReadOnlyList<string>>(Metrics.Tasks) { ["whole"] = [], ["late"] = ["heavy"] } };
        foreach (var (query, task) in new[] { ("?score=whole&task=light", null), ("?score=late&task=light&curve=loss&curveTask=light", "heavy") })
        {
            var view = CompareView.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), metrics, Factors, ["GD", "MetaGD"]);
            Assert.Equal(task, view.Task);
            Assert.Empty(view.Faults);
        }
    }

    [Fact]
    public void Students_t_is_for_means_only()
    {
        var view = Read("?statistic=median&interval=t");
        Assert.Equal("95 % interval (bootstrap)", view.IntervalWords);
        Assert.Equal(["interval takes bootstrap, since Student's t makes intervals of means only; given was \"t\"."], view.Faults);
    }

    private static CompareView Read(string query) => CompareView.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Metrics, Factors, ["GD", "MetaGD"]);
}
