using Engram.Tracking.Metrics;
using Engram.Web.Pages;

namespace Engram.Web.Tests.Pages;

public sealed class CurveGroupsTests
{
    [Fact]
    public void Curves_that_share_name_and_unit_share_a_chart()
    {
        var groups = CurveGroups.Of([.. Series("loss", "torque/measured", "torque/predicted", "torque/share")],
            [new("torque/measured", "Measured.", "Nm"), new("torque/predicted", "Predicted.", "Nm"), new("torque/share", "Share.")]);
        Assert.Equal(["torque Nm: measured, predicted", "torque/share : torque/share", "loss : loss"], groups.Select(Words));
    }

    [Fact]
    public void Lowest_mean_and_highest_are_one_line_with_a_band()
    {
        var groups = CurveGroups.Of([.. Series("eta/layer1/lowest", "eta/layer1/mean", "eta/layer1/highest", "eta/layer2/lowest", "eta/layer2/mean", "eta/layer2/highest")], []);
        var group = Assert.Single(groups);
        Assert.Equal("eta : layer1, layer2", Words(group));
        Assert.Equal(("eta/layer1/mean", "eta/layer1/lowest", "eta/layer1/highest"), (group.Curves[0].Key, group.Curves[0].Low, group.Curves[0].High));
    }

    [Fact]
    public void What_the_others_are_held_against_comes_first_and_alone_is_a_line_like_any_other()
    {
        var groups = CurveGroups.Of([.. Series("height/learned", "height/target", "torque/predicted", "torque/measured", "speed/measured")], []);
        Assert.Equal(["height : target, learned", "torque : measured, predicted", "speed/measured : speed/measured"], groups.OrderBy(group => group.Title.Length).ThenBy(group => group.Title).Select(Words));
        Assert.Equal(["height/target", "torque/measured"], groups.SelectMany(group => group.Curves).Where(curve => curve.IsReference).Select(curve => curve.Key));
    }

    [Fact]
    public void A_mean_alone_is_a_line_like_any_other() =>
        Assert.Equal(["a : lowest, mean"], CurveGroups.Of([.. Series("a/mean", "a/lowest")], []).Select(Words));

    [Fact]
    public void Scores_and_single_points_make_no_curve()
    {
        var groups = CurveGroups.Of([.. Series("loss", "score"), One("seconds")], [new("score", "One number.") { IsScore = true }]);
        Assert.Equal(["loss"], groups.Select(group => group.Title));
    }

    [Fact]
    public void Declared_metrics_come_first_in_their_order_and_say_their_axis()
    {
        var groups = CurveGroups.Of([.. Series("b", "a", "z")], [new("z", "Last letter.") { IsLogarithmic = true }, new("b", "Second letter.")]);
        Assert.Equal(["z", "b", "a"], groups.Select(group => group.Title));
        Assert.Equal([true, false, false], groups.Select(group => group.IsLogarithmic));
        Assert.Equal("Last letter.", groups[0].Words);
    }

    private static string Words(CurveGroup group) => $"{group.Title} {group.Unit}: {string.Join(", ", group.Curves.Select(curve => curve.Label))}";

    private static IEnumerable<SeriesInfo> Series(params string[] keys) => keys.Select(key => One(key, 10));

    private static SeriesInfo One(string key, long count = 1) => new(0, Guid.Empty, 0, "task", key, new(count, 0, count - 1, 0, 0, 0, 0, 0, 0));
}
