using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Batches;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;
using Engram.Dynamics.Tests.Fixtures;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Tests.Batches;

public sealed class BatchedMassMatrixTests
{
    private const int Batch = 21;
    private static readonly SpatialInertia Payload = HeldObject.Heavy.Inertia;

    // Oracle: the kinetic energy of numerically differentiated poses in 90 digits (kuka_lwr4.py).
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Is_what_the_kinetic_energy_says(int index)
    {
        var state = DynamicsCase.All[index];
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand, state.Held);
        var mass = new double[49];
        BatchedMassMatrix.CompositeRigidBody(arm, new(arm), state.Q, mass);
        Near.Assert(state.Mass, mass, 1e-14);
    }

    // Oracle: the same algorithm one posture at a time, in the frames and with the bodies as they were given.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void A_batch_is_its_postures_one_by_one(string name)
    {
        var model = Arms.All[name];
        var (arm, single) = (new BatchedArm<double>(model, Payload), new BatchedArm<float>(model, Payload));
        var (q, n) = (Arms.States(model, Batch).Q, model.DegreesOfFreedom);
        double[] shares = [.. Enumerable.Range(0, Batch).Select(k => k / 20.0)], mass = new double[n * n * Batch];
        var rough = new float[mass.Length];
        BatchedMassMatrix.CompositeRigidBody(arm, new(arm), q, mass, shares);
        BatchedMassMatrix.CompositeRigidBody(single, new(single), Floats(q), rough, Floats(shares));
        for (var k = 0; k < Batch; k++)
        {
            var alone = new double[n * n];
            MassMatrix.CompositeRigidBody(model, new(model), Arms.Column(q, Batch, k), alone, shares[k] * Payload);
            Near.Assert(alone, Arms.Column(mass, Batch, k), 1e-14);
            Near.Assert(alone, Arms.Column([.. rough.Select(m => (double)m)], Batch, k), 2e-6);
        }
    }

    // Oracle: a second algorithm. Column i is the torque of a unit acceleration of joint i, at rest, without gravity's share.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void Columns_are_torques_of_unit_accelerations(string name)
    {
        var model = Arms.All[name];
        var arm = new BatchedArm<double>(model, Payload);
        var (q, n, data) = (Arms.States(model, Batch).Q, model.DegreesOfFreedom, new BatchData<double>(arm));
        double[] mass = new double[n * n * Batch], rest = new double[n * Batch], weight = new double[n * Batch], torque = new double[n * Batch];
        BatchedMassMatrix.CompositeRigidBody(arm, data, q, mass);
        BatchedInverseDynamics.NewtonEuler(arm, data, q, rest, rest, weight);
        for (var i = 0; i < n; i++)
        {
            var unit = new double[n * Batch];
            unit.AsSpan(i * Batch, Batch).Fill(1);
            BatchedInverseDynamics.NewtonEuler(arm, data, q, rest, unit, torque);
            Near.Assert([.. mass.Skip(i * n * Batch).Take(n * Batch).Zip(weight, (m, w) => m + w)], torque, 1e-13);
        }
    }

    // Oracle: the energy link by link.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void Half_its_form_in_the_velocities_is_the_kinetic_energy(string name)
    {
        var model = Arms.All[name];
        var arm = new BatchedArm<double>(model, Payload);
        var (q, velocity, _) = Arms.States(model, Batch);
        var n = model.DegreesOfFreedom;
        var mass = new double[n * n * Batch];
        BatchedMassMatrix.CompositeRigidBody(arm, new(arm), q, mass);
        for (var k = 0; k < Batch; k++)
        {
            double[] v = Arms.Column(velocity, Batch, k), m = Arms.Column(mass, Batch, k);
            var form = Enumerable.Range(0, n * n).Sum(at => 0.5 * v[at / n] * m[at] * v[at % n]);
            Near.Assert([Energy.Kinetic(model, new(model), Arms.Column(q, Batch, k), v, Payload)], [form], 1e-14);
            Assert.All(Enumerable.Range(0, n * n), at => Assert.Equal(m[at], m[at % n * n + at / n]));
        }
    }

    [Fact]
    public void Bits_depend_on_the_posture_alone()
    {
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand, Payload);
        var q = Arms.States(KukaLwr4.ArmWithHand, Batch).Q;
        var expected = new double[49 * Batch];
        BatchedMassMatrix.CompositeRigidBody<double, DoubleFunctions>(arm, new(arm), q, expected, default, VectorWidth.Single);
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var mass = new double[49 * Batch];
            BatchedMassMatrix.CompositeRigidBody<double, DoubleFunctions>(arm, new(arm), q, mass, default, width);
            Assert.Equal(expected, mass);
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var arm = new BatchedArm<float>(KukaLwr4.ArmWithHand, Payload);
        var data = new BatchData<float>(arm);
        var (q, mass) = (new float[7 * 19], new float[49 * 19]);
        BatchedMassMatrix.CompositeRigidBody(arm, data, q, mass);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BatchedMassMatrix.CompositeRigidBody(arm, data, q, mass);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_matrix_of_another_size_is_refused()
    {
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand);
        var error = Assert.Throws<ArgumentException>(() => BatchedMassMatrix.CompositeRigidBody(arm, new(arm), new double[14], new double[49]));
        Assert.StartsWith("mass has 49 numbers; 2 states of 'KUKA LWR IV' need 49 × 2 = 98.", error.Message, StringComparison.Ordinal);
    }

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, x => (float)x);
}
