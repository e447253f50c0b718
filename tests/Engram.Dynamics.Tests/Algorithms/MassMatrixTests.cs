using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Tests.Fixtures;

namespace Engram.Dynamics.Tests.Algorithms;

public sealed class MassMatrixTests
{
    private static readonly RobotModel Arm = KukaLwr4.ArmWithHand;
    private readonly RobotData data = new(Arm);
    private readonly double[] mass = new double[49];

    // Oracle: the kinetic energy of numerically differentiated poses in 90 digits (kuka_lwr4.py).
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Is_what_the_kinetic_energy_says(int index)
    {
        var state = DynamicsCase.All[index];
        MassMatrix.CompositeRigidBody(Arm, data, state.Q, mass, state.Held);
        Near.Assert(state.Mass, mass, 1e-14);
    }

    // Oracle: a second algorithm. Column i is the torque of a unit acceleration of joint i, at rest, without gravity's share.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Columns_are_torques_of_unit_accelerations(int index)
    {
        var state = DynamicsCase.All[index];
        double[] rest = new double[7], weight = new double[7], torque = new double[7];
        MassMatrix.CompositeRigidBody(Arm, data, state.Q, mass, state.Held);
        InverseDynamics.NewtonEuler(Arm, data, state.Q, rest, rest, weight, state.Held);
        for (var i = 0; i < 7; i++)
        {
            var unit = new double[7];
            unit[i] = 1;
            InverseDynamics.NewtonEuler(Arm, data, state.Q, rest, unit, torque, state.Held);
            Near.Assert([.. Enumerable.Range(0, 7).Select(row => mass[7 * row + i] + weight[row])], torque, 1e-14);
        }
    }

    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Is_symmetric_and_positive_definite(int index)
    {
        var state = DynamicsCase.All[index];
        MassMatrix.CompositeRigidBody(Arm, data, state.Q, mass, state.Held);
        for (var i = 0; i < 7; i++)
        {
            for (var j = 0; j < 7; j++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(mass[7 * i + j]), BitConverter.DoubleToInt64Bits(mass[7 * j + i]));
            }
        }

        Assert.All(Pivots(mass), pivot => Assert.True(pivot > 0, $"A pivot of the Cholesky decomposition is {pivot}."));
    }

    [Fact]
    public void Allocates_nothing()
    {
        var state = DynamicsCase.All[^1];
        var payload = state.Held;
        MassMatrix.CompositeRigidBody(Arm, data, state.Q, mass, payload);
        var before = GC.GetAllocatedBytesForCurrentThread();
        MassMatrix.CompositeRigidBody(Arm, data, state.Q, mass, payload);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_matrix_of_another_size_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => MassMatrix.CompositeRigidBody(Arm, data, new double[7], new double[7]));
        Assert.StartsWith("mass has length 7; 'KUKA LWR IV' with 7 joints needs 49.", error.Message, StringComparison.Ordinal);
    }

    private static List<double> Pivots(double[] symmetric)
    {
        double[] rest = [.. symmetric];
        var pivots = new List<double>();
        for (var k = 0; k < 7; k++)
        {
            pivots.Add(rest[7 * k + k]);
            for (var i = k + 1; i < 7; i++)
            {
                for (var j = k + 1; j < 7; j++)
                {
                    rest[7 * i + j] -= rest[7 * i + k] * rest[7 * k + j] / rest[7 * k + k];
                }
            }
        }

        return pivots;
    }
}
