using Engram.Dynamics.Joints;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Tests.Joints;

public sealed class RevoluteJointTests
{
    [Fact]
    public void Turns_right_handed_about_its_axis()
    {
        var pose = new RevoluteJoint(new(0, 0, 0.5), Vector3d.UnitZ).PoseAt(Math.PI / 2);
        Assert.Equal(0, (pose.Transform(Vector3d.UnitX) - new Vector3d(0, 1, 0.5)).Length, 1e-15);
    }

    [Fact]
    public void An_axis_that_is_no_unit_vector_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new RevoluteJoint(Vector3d.Zero, new(0, 0, 2)));
        Assert.Contains("has length 2; a joint axis is a unit vector.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RevoluteJoint(Vector3d.Zero, Vector3d.UnitX) with { Axis = Vector3d.Zero });
    }

    [Theory, InlineData(0, 0), InlineData(10, 3), InlineData(-10, -3)]
    public void Friction_opposes_the_motion(double velocity, double torque) =>
        Assert.Equal(torque, new JointFriction(0.2, 1).Torque(velocity), 1e-12);

    [Fact]
    public void Friction_fades_smoothly_at_standstill() =>
        Assert.Equal(0.2 * 0.05 + Math.Tanh(1), new JointFriction(0.2, 1).Torque(0.05), 1e-15);
}
