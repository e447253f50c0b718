using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;
using Engram.Dynamics.Tests.Fixtures;
using Engram.Dynamics.Trajectories;

namespace Engram.Dynamics.Tests.Trajectories;

public sealed class LiftTests
{
    private const int Samples = 3200;

    private static readonly RobotModel Arm = KukaLwr4.ArmWithHand;
    private readonly RobotData data = new(Arm);
    private readonly double[] q = new double[7], velocity = new double[7], acceleration = new double[7], torque = new double[7];

    // Published beforehand for this stand-in (an independent prototype, rounded to 0.1 Nm): rigid bodies, hand, object and friction.
    [Theory, InlineData(0, 30.8, 34.0), InlineData(0.2, 31.3, 34.4), InlineData(1.2, 31.8, 36.6)]
    public void Torque_of_joint_1_stays_in_the_range_the_paper_reports(double mass, double lowest, double highest)
    {
        var joint1 = TorquesOf(new("object", mass)).Where((_, i) => i % 7 == 0).ToArray();
        Assert.Equal(lowest, joint1.Min(), 0.05);
        Assert.Equal(highest, joint1.Max(), 0.05);
    }

    [Fact]
    public void Joint_1_holds_31_8_Nm_before_the_lift() => Assert.Equal(31.8, TorquesOf(HeldObject.Heavy)[0], 0.05);

    [Fact]
    public void Flange_rises_steadily_from_0_01_m_to_about_0_25_m()
    {
        var heights = new List<double>();
        for (var i = 0; i < Samples; i++)
        {
            new Lift().At(i * 1e-3, q, velocity, acceleration);
            var flange = ForwardKinematics.Compute(Arm, data, q).Origin;
            heights.Add(flange.Z);
            Assert.InRange(Math.Sqrt(flange.X * flange.X + flange.Y * flange.Y), 0.318, 0.371);
        }

        Assert.Equal(0.011, heights[0], 0.001);
        Assert.Equal(0.254, heights[^1], 0.001);
        Assert.Equal(heights.Order(), heights);
    }

    // Pinned: another bit here is another data set. Changes only together with the mathematics.
    [Theory]
    [InlineData(0, "e1c8ab0eb56d32c3")]
    [InlineData(0.2, "4efc5c2d2b7a7d08")]
    [InlineData(1.2, "40fd1dd89c5ab4d0")]
    public void Bits_of_all_torques_are_pinned(double mass, string hash) => Assert.Equal(hash, Bits.HashOf(TorquesOf(new("object", mass))));

    // Oracle: central differences.
    [Fact]
    public void Velocity_and_acceleration_are_derivatives_of_the_posture()
    {
        const double step = 1e-5;
        var lift = new Lift(1.05, [.01, -.01, .02, 0, .03, -.02, .01], [-.01, .02, 0, .01, -.02, .01, .03]);
        double[] before = new double[7], after = new double[7], slopeBefore = new double[7], slopeAfter = new double[7], unused = new double[7];
        for (var time = 0.0; time < Lift.TotalDuration; time += 0.0137)
        {
            lift.At(time - step, before, slopeBefore, unused);
            lift.At(time + step, after, slopeAfter, unused);
            lift.At(time, q, velocity, acceleration);
            for (var i = 0; i < 7; i++)
            {
                Assert.Equal((after[i] - before[i]) / (2 * step), velocity[i], 1e-8);
                Assert.Equal((slopeAfter[i] - slopeBefore[i]) / (2 * step), acceleration[i], 1e-5);
            }
        }
    }

    [Fact]
    public void Offsets_and_scale_vary_the_posture_and_the_duration()
    {
        var lift = new Lift(0.5, [.1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, .2]);
        lift.At(0, q, velocity, acceleration);
        Assert.Equal(double.DegreesToRadians(-178) + .1, q[0], 1e-15);
        lift.At(Lift.Hold + 0.5 * Lift.MotionDuration, q, velocity, acceleration);
        Assert.Equal(double.DegreesToRadians(-150), q[0], 1e-15);
        Assert.Equal(double.DegreesToRadians(10) + .2, q[6], 1e-15);
        Assert.All(velocity, v => Assert.Equal(0, v));
    }

    [Theory, InlineData(0, 0), InlineData(0.2, 0), InlineData(0.3, 0.15625), InlineData(0.4, 0.5), InlineData(0.6, 1), InlineData(3.2, 1)]
    public void The_hand_takes_the_object_over_between_0_2_and_0_6_s(double time, double share)
    {
        Assert.Equal(share, Lift.PayloadShare(time), 1e-12);
        Assert.Equal(Lift.PayloadShare(time), new Lift().At(time, q, velocity, acceleration));
    }

    // The reason why the start of joint 1 beyond its limit does no harm: the base plate half a turn round, the same lift within the limits.
    [Fact]
    public void A_base_turned_by_half_a_turn_gives_the_same_torques_within_the_joint_limits()
    {
        var turned = Arm.MountedAs(KukaLwr4.SidewaysMounting * Rotation3d.About(Vector3d.UnitZ, Math.PI));
        var other = new double[7];
        for (var i = 0; i < Samples; i += 10)
        {
            var held = new Lift().At(i * 1e-3, q, velocity, acceleration) * HeldObject.Heavy.Inertia;
            InverseDynamics.NewtonEuler(Arm, data, q, velocity, acceleration, torque, held);
            q[0] += Math.PI;
            Assert.All(q.Zip(turned.Links), pair => Assert.InRange(Math.Abs(pair.First), 0, pair.Second.Joint.AngleLimit));
            InverseDynamics.NewtonEuler(turned, data, q, velocity, acceleration, other, held);
            Near.Assert(torque, other, 1e-14);
        }
    }

    [Fact]
    public void Speeds_and_torques_stay_below_what_the_drives_can_do()
    {
        var torques = TorquesOf(HeldObject.Heavy);
        for (var i = 0; i < Samples; i++)
        {
            new Lift().At(i * 1e-3, q, velocity, acceleration);
            for (var joint = 0; joint < 7; joint++)
            {
                Assert.InRange(Math.Abs(velocity[joint]), 0, Arm.Links[joint].Joint.SpeedLimit);
                Assert.InRange(Math.Abs(torques[7 * i + joint]), 0, Arm.Links[joint].Joint.TorqueLimit);
            }
        }
    }

    [Fact]
    public void A_wrong_offset_or_scale_is_refused()
    {
        Assert.StartsWith("endOffset has length 6; a lift has 7 joints.",
            Assert.Throws<ArgumentException>(() => new Lift(1, [], new double[6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lift(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lift(double.NaN));
    }

    [Fact]
    public void Allocates_nothing()
    {
        var lift = new Lift();
        lift.At(1, q, velocity, acceleration);
        var before = GC.GetAllocatedBytesForCurrentThread();
        lift.At(1.1, q, velocity, acceleration);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>All torques of the nominal lift with friction, shape [3200, 7].</summary>
    private double[] TorquesOf(HeldObject held)
    {
        var lift = new Lift();
        var all = new double[Samples * 7];
        for (var i = 0; i < Samples; i++)
        {
            var share = lift.At(i * 1e-3, q, velocity, acceleration);
            var now = all.AsSpan(7 * i, 7);
            InverseDynamics.NewtonEuler(Arm, data, q, velocity, acceleration, now, share * held.Inertia);
            InverseDynamics.AddFriction(Arm, velocity, now);
        }

        return all;
    }
}
