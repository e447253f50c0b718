using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Tests.Robots;

public sealed class KukaLwr4Tests
{
    public static TheoryData<int> Links => [.. Enumerable.Range(0, 7)];

    // What a rigid body can have: positive principal moments, none larger than the sum of the other two.
    [Theory, MemberData(nameof(Links))]
    public void Inertia_of_a_link_belongs_to_a_body_that_can_exist(int link)
    {
        foreach (var model in new[] { KukaLwr4.Arm, KukaLwr4.ArmWithHand })
        {
            var inertia = model.Links[link].Inertia.InertiaAtCenterOfMass;
            Assert.Equal((0, 0), (inertia.Xy, inertia.Xz));
            var (mean, radius) = ((inertia.Yy + inertia.Zz) / 2, Math.Sqrt(Math.Pow((inertia.Yy - inertia.Zz) / 2, 2) + inertia.Yz * inertia.Yz));
            double[] principal = [inertia.Xx, mean + radius, mean - radius];
            Assert.All(principal, moment => Assert.True(moment > 0, $"Link {link + 1} has a principal moment of {moment} kg m²."));
            Assert.True(2 * principal.Max() <= principal.Sum(), $"Link {link + 1}: {string.Join(", ", principal)} kg m².");
        }
    }

    // The reason for the corrected inertias: no link is "larger" than the arm.
    [Theory, MemberData(nameof(Links))]
    public void No_radius_of_gyration_exceeds_the_length_of_a_link(int link)
    {
        var body = KukaLwr4.Arm.Links[link].Inertia;
        Assert.InRange(Math.Sqrt(body.InertiaAtCenterOfMass.Xx / body.Mass), 0.01, 0.1);
    }

    [Fact]
    public void Stretched_out_the_flange_is_1_1785_m_from_the_base_plate()
    {
        var flange = ForwardKinematics.Compute(KukaLwr4.Arm, new(KukaLwr4.Arm), new double[7]).Origin;
        Assert.Equal(0, (flange - new Vector3d(0, -1.1785, 0)).Length, 1e-15);
    }

    [Fact]
    public void Weighs_what_its_links_and_hand_weigh()
    {
        Assert.Equal(12.4159, KukaLwr4.Arm.Links.Sum(link => link.Inertia.Mass), 1e-12);
        Assert.Equal(13.3959, KukaLwr4.ArmWithHand.Links.Sum(link => link.Inertia.Mass), 1e-12);
    }

    [Fact]
    public void On_an_upright_base_gravity_asks_nothing_of_joint_1()
    {
        var upright = KukaLwr4.ArmWithHand.MountedAs(Rotation3d.Identity);
        double[] q = [0.3, 1.2, 0.4, -1.1, 0.2, 0.9, 0.1], rest = new double[7], torque = new double[7];
        InverseDynamics.NewtonEuler(upright, new(upright), q, rest, rest, torque);
        Assert.Equal(0, torque[0], 1e-14);
        Assert.True(Math.Abs(torque[1]) > 10);
    }

    [Fact]
    public void Gravity_in_the_sideways_base_points_along_minus_y() => Assert.Equal(new Vector3d(0, -9.81, 0), KukaLwr4.Arm.Gravity);

    [Fact]
    public void An_empty_hand_changes_no_bit() =>
        Assert.Equal(KukaLwr4.Hand, KukaLwr4.Hand + HeldObject.None.Inertia);
}
