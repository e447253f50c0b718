using Engram.Dynamics.Batches;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Tests.Fixtures;

namespace Engram.Dynamics.Tests.Batches;

/// <summary>Independent of processor, vector width, operating system and run-time version.</summary>
public sealed class PinnedBitsTests
{
    private const int Batch = 29;

    [Fact]
    public void Bits_in_double_precision_are_pinned()
    {
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand, HeldObject.Light.Inertia);
        var data = new BatchData<double>(arm);
        var (q, velocity, acceleration) = Arms.States(KukaLwr4.ArmWithHand, Batch);
        double[] torque = new double[q.Length], mass = new double[7 * q.Length], back = new double[q.Length];
        BatchedInverseDynamics.NewtonEuler(arm, data, q, velocity, acceleration, torque);
        BatchedForwardDynamics.ArticulatedBody(arm, data, q, velocity, torque, back);
        BatchedInverseDynamics.AddFriction(arm, velocity, torque);
        BatchedMassMatrix.CompositeRigidBody(arm, data, q, mass);
        Assert.Equal("959a1926b00e2108", Bits.HashOf([.. torque, .. mass, .. back]));
    }

    [Fact]
    public void Bits_in_single_precision_are_pinned()
    {
        var arm = new BatchedArm<float>(KukaLwr4.ArmWithHand, HeldObject.Light.Inertia);
        var data = new BatchData<float>(arm);
        var states = Arms.States(KukaLwr4.ArmWithHand, Batch);
        var (q, velocity, acceleration) = (Floats(states.Q), Floats(states.Velocity), Floats(states.Acceleration));
        float[] torque = new float[q.Length], mass = new float[7 * q.Length], back = new float[q.Length];
        BatchedInverseDynamics.NewtonEuler(arm, data, q, velocity, acceleration, torque);
        BatchedForwardDynamics.ArticulatedBody(arm, data, q, velocity, torque, back);
        BatchedInverseDynamics.AddFriction(arm, velocity, torque);
        BatchedMassMatrix.CompositeRigidBody(arm, data, q, mass);
        Assert.Equal("36a861682257e5ea", Bits.HashOf(torque.Concat(mass).Concat(back).Select(x => (double)x)));
    }

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, x => (float)x);
}
