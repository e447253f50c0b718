using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Tests;

public sealed class RobotModelTests
{
    [Fact]
    public void An_arm_without_links_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new RobotModel("stump", Rotation3d.Identity, []));
        Assert.StartsWith("The arm 'stump' has no links; give at least one.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_leaves_the_arm_it_was_made_from_alone()
    {
        var mass = KukaLwr4.Arm.Links[^1].Inertia.Mass;
        Assert.Equal(mass + 1, KukaLwr4.Arm.WithTool(new(1, default, default)).Links[^1].Inertia.Mass);
        Assert.Equal(mass, KukaLwr4.Arm.Links[^1].Inertia.Mass);
    }
}
