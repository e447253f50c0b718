using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;
using Engram.Dynamics.Tests.Fixtures;

namespace Engram.Dynamics.Tests.Algorithms;

public sealed class ForwardKinematicsTests
{
    private readonly RobotData data = new(KukaLwr4.Arm);

    // Oracle: homogeneous transforms in 90 digits (kuka_lwr4.py).
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Flange_is_where_the_homogeneous_transforms_put_it(int index)
    {
        var state = DynamicsCase.All[index];
        var flange = ForwardKinematics.Compute(KukaLwr4.Arm, data, state.Q).Origin;
        Near.Assert(state.Flange, [flange.X, flange.Y, flange.Z], 1e-15);
    }

    // Oracle: the arm's Denavit–Hartenberg table, another description of the same arm.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Flange_is_where_the_Denavit_Hartenberg_table_puts_it(int index)
    {
        double[] alpha = [90, -90, -90, 90, 90, -90, 0], d = [0.3105, 0, 0.400, 0, 0.390, 0, 0.078];
        var state = DynamicsCase.All[index];
        var expected = new Pose(KukaLwr4.SidewaysMounting, Vector3d.Zero);
        for (var i = 0; i < 7; i++)
        {
            expected *= new Pose(Rotation3d.About(Vector3d.UnitZ, state.Q[i]), new(0, 0, d[i]));
            expected *= new Pose(Rotation3d.About(Vector3d.UnitX, double.DegreesToRadians(alpha[i])), Vector3d.Zero);
        }

        var flange = ForwardKinematics.Compute(KukaLwr4.Arm, data, state.Q);
        foreach (var point in new[] { Vector3d.Zero, Vector3d.UnitX, Vector3d.UnitY })
        {
            Assert.Equal(0, (expected.Transform(point) - flange.Transform(point)).Length, 1e-14);
        }
    }

    [Fact]
    public void Every_link_can_be_looked_up()
    {
        var flange = ForwardKinematics.Compute(KukaLwr4.Arm, data, new double[7]);
        Assert.Equal(flange, data.LinkPose(6));
        Assert.Equal(new(0, -0.102, 0), data.LinkPose(0).Origin);
    }

    [Fact]
    public void Data_of_another_arm_is_refused()
    {
        var shorter = new RobotModel("two links", Rotation3d.Identity, KukaLwr4.Arm.Links.Take(2));
        var error = Assert.Throws<ArgumentException>(() => ForwardKinematics.Compute(shorter, data, new double[2]));
        Assert.StartsWith("data has length 7; 'two links' with 2 joints needs 2.", error.Message, StringComparison.Ordinal);
    }
}
