using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Tests.Fixtures;

namespace Engram.Dynamics.Tests.Algorithms;

public sealed class InverseDynamicsTests
{
    private static readonly RobotModel Arm = KukaLwr4.ArmWithHand;
    private readonly RobotData data = new(Arm);
    private readonly double[] torque = new double[7];

    // Oracle: Lagrange's equations in 90 digits (kuka_lwr4.py).
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Torque_is_what_Lagrange_says(int index)
    {
        var state = DynamicsCase.All[index];
        InverseDynamics.NewtonEuler(Arm, data, state.Q, state.Velocity, state.Acceleration, torque, state.Held);
        Near.Assert(state.Torque, torque, 1e-14);
    }

    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Friction_comes_on_top(int index)
    {
        var state = DynamicsCase.All[index];
        InverseDynamics.NewtonEuler(Arm, data, state.Q, state.Velocity, state.Acceleration, torque, state.Held);
        InverseDynamics.AddFriction(Arm, state.Velocity, torque);
        Near.Assert([.. state.Torque.Zip(state.Friction, (rigid, friction) => rigid + friction)], torque, 1e-14);
    }

    // Oracle: central differences of the potential energy.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Torque_at_rest_is_the_gradient_of_the_potential_energy(int index)
    {
        const double step = 1e-5;
        var state = DynamicsCase.All[index];
        double[] q = [.. state.Q], rest = new double[7], gradient = new double[7];
        InverseDynamics.NewtonEuler(Arm, data, q, rest, rest, torque, state.Held);
        for (var i = 0; i < 7; i++)
        {
            q[i] = state.Q[i] + step;
            var above = Energy.Potential(Arm, data, q, state.Held);
            q[i] = state.Q[i] - step;
            var below = Energy.Potential(Arm, data, q, state.Held);
            q[i] = state.Q[i];
            gradient[i] = (above - below) / (2 * step);
        }

        Near.Assert(gradient, torque, 1e-9);
    }

    // Law: along any motion the drives' power is the rate at which energy grows. The rate is a central difference along q + q̇ t + q̈ t²/2.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Power_of_the_drives_is_the_growth_of_energy(int index)
    {
        const double step = 1e-5;
        var state = DynamicsCase.All[index];
        InverseDynamics.NewtonEuler(Arm, data, state.Q, state.Velocity, state.Acceleration, torque, state.Held);
        var power = torque.Zip(state.Velocity, (t, v) => t * v).Sum();
        Near.Assert([(EnergyAt(step) - EnergyAt(-step)) / (2 * step)], [power], 1e-7);

        double EnergyAt(double time)
        {
            double[] q = [.. Enumerable.Range(0, 7).Select(i => state.Q[i] + (state.Velocity[i] + 0.5 * state.Acceleration[i] * time) * time)];
            double[] velocity = [.. Enumerable.Range(0, 7).Select(i => state.Velocity[i] + state.Acceleration[i] * time)];
            return Energy.Kinetic(Arm, data, q, velocity, state.Held) + Energy.Potential(Arm, data, q, state.Held);
        }
    }

    [Fact]
    public void A_payload_is_the_same_as_a_tool_of_its_inertia()
    {
        var state = DynamicsCase.All[^1];
        var bolted = new double[7];
        InverseDynamics.NewtonEuler(Arm, data, state.Q, state.Velocity, state.Acceleration, torque, state.Held);
        InverseDynamics.NewtonEuler(Arm.WithTool(state.Held), data, state.Q, state.Velocity, state.Acceleration, bolted);
        Assert.Equal(bolted, torque);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var state = DynamicsCase.All[^1];
        var payload = state.Held;
        Compute();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Compute();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Compute()
        {
            InverseDynamics.NewtonEuler(Arm, data, state.Q, state.Velocity, state.Acceleration, torque, 0.5 * payload);
            InverseDynamics.AddFriction(Arm, state.Velocity, torque);
        }
    }

    [Fact]
    public void A_wrong_length_is_named_with_the_right_one()
    {
        var error = Assert.Throws<ArgumentException>(
            () => InverseDynamics.NewtonEuler(Arm, data, new double[7], new double[6], new double[7], torque));
        Assert.Equal("velocity has length 6; 'KUKA LWR IV' with 7 joints needs 7. (Parameter 'velocity')", error.Message);
    }

    [Fact]
    public void A_number_that_is_none_stays_none()
    {
        InverseDynamics.NewtonEuler(Arm, data, [0, double.NaN, 0, 0, 0, 0, 0], new double[7], new double[7], torque);
        Assert.All(torque, t => Assert.Equal(double.NaN, t));
    }
}
