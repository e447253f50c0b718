using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Tests.Fixtures;

namespace Engram.Dynamics.Tests.Algorithms;

public sealed class ForwardDynamicsTests
{
    private static readonly RobotModel Arm = KukaLwr4.ArmWithHand;
    private readonly RobotData data = new(Arm);
    private readonly double[] acceleration = new double[7];

    // Oracle: Lagrange's equations in 90 digits (kuka_lwr4.py), read backwards. The wrist is light: M amplifies rounding some 10⁴ times.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Torques_of_Lagrange_give_back_his_accelerations(int index)
    {
        var state = DynamicsCase.All[index];
        ForwardDynamics.ArticulatedBody(Arm, data, state.Q, state.Velocity, state.Torque, acceleration, state.Held);
        Near.Assert(state.Acceleration, acceleration, 1e-11);
    }

    // Oracle: a second algorithm, read backwards.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Undoes_the_recursive_Newton_Euler_algorithm(int index)
    {
        var state = DynamicsCase.All[index];
        var torque = new double[7];
        ForwardDynamics.ArticulatedBody(Arm, data, state.Q, state.Velocity, state.Gravity, acceleration, state.Held);
        InverseDynamics.NewtonEuler(Arm, data, state.Q, state.Velocity, acceleration, torque, state.Held);
        Near.Assert(state.Gravity, torque, 1e-12);
    }

    // Law: an arm that falls freely keeps its energy. Integrated by Runge and Kutta's method of fourth order for half a second.
    [Fact]
    public void A_falling_arm_keeps_its_energy()
    {
        double[] state = [.. DynamicsCase.All[2].Q, .. new double[7]], drives = new double[7];
        var start = EnergyOf(state);
        var fastest = 0.0;
        const double step = 2.5e-4;
        for (var i = 0; i < 2_000; i++)
        {
            double[] k1 = Rate(state), k2 = Rate(Ahead(k1, step / 2)), k3 = Rate(Ahead(k2, step / 2)), k4 = Rate(Ahead(k3, step));
            for (var j = 0; j < 14; j++)
            {
                state[j] += step / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
            }

            fastest = Math.Max(fastest, Energy.Kinetic(Arm, data, state.AsSpan(0, 7), state.AsSpan(7)));
        }

        Assert.True(fastest > 10, $"The arm did not fall: at most {fastest} J of kinetic energy.");
        Assert.Equal(start, EnergyOf(state), 1e-5);

        double EnergyOf(double[] at) =>
            Energy.Kinetic(Arm, data, at.AsSpan(0, 7), at.AsSpan(7)) + Energy.Potential(Arm, data, at.AsSpan(0, 7));

        double[] Ahead(double[] rate, double time) => [.. state.Zip(rate, (x, dx) => x + time * dx)];

        double[] Rate(double[] at)
        {
            ForwardDynamics.ArticulatedBody(Arm, data, at.AsSpan(0, 7), at.AsSpan(7), drives, acceleration);
            return [.. at.AsSpan(7), .. acceleration];
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var state = DynamicsCase.All[^1];
        var payload = state.Held;
        ForwardDynamics.ArticulatedBody(Arm, data, state.Q, state.Velocity, state.Torque, acceleration, payload);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ForwardDynamics.ArticulatedBody(Arm, data, state.Q, state.Velocity, state.Torque, acceleration, payload);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
