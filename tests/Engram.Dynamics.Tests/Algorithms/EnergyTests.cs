using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Tests.Fixtures;

namespace Engram.Dynamics.Tests.Algorithms;

public sealed class EnergyTests
{
    private static readonly RobotModel Arm = KukaLwr4.ArmWithHand;
    private readonly RobotData data = new(Arm);

    // Oracle: world-frame sums in 90 digits (kuka_lwr4.py).
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Both_energies_are_the_sums_over_the_links_in_the_world(int index)
    {
        var state = DynamicsCase.All[index];
        Near.Assert([state.Potential], [Energy.Potential(Arm, data, state.Q, state.Held)], 1e-14);
        Near.Assert([state.Kinetic], [Energy.Kinetic(Arm, data, state.Q, state.Velocity, state.Held)], 1e-14);
    }

    // Oracle: a second algorithm.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Kinetic_energy_is_half_the_mass_matrix_between_two_velocities(int index)
    {
        var state = DynamicsCase.All[index];
        var mass = new double[49];
        MassMatrix.CompositeRigidBody(Arm, data, state.Q, mass, state.Held);
        var expected = Enumerable.Range(0, 49).Sum(k => 0.5 * mass[k] * state.Velocity[k / 7] * state.Velocity[k % 7]);
        Near.Assert([expected], [Energy.Kinetic(Arm, data, state.Q, state.Velocity, state.Held)], 1e-14);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var state = DynamicsCase.All[^1];
        var payload = state.Held;
        var sum = Energy.Potential(Arm, data, state.Q, payload) + Energy.Kinetic(Arm, data, state.Q, state.Velocity, payload);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = Energy.Potential(Arm, data, state.Q, payload) + Energy.Kinetic(Arm, data, state.Q, state.Velocity, payload);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(sum, again);
    }
}
