using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Batches;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;
using Engram.Dynamics.Tests.Fixtures;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Tests.Batches;

public sealed class BatchedInverseDynamicsTests
{
    private static readonly SpatialInertia Payload = HeldObject.Heavy.Inertia;

    // Oracle: Lagrange's equations in 90 digits (kuka_lwr4.py); each case has a payload of its own, so each is a batch of one.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Torque_is_what_Lagrange_says(int index)
    {
        var state = DynamicsCase.All[index];
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand, state.Held);
        var torque = new double[7];
        BatchedInverseDynamics.NewtonEuler(arm, new(arm), state.Q, state.Velocity, state.Acceleration, torque);
        Near.Assert(state.Torque, torque, 1e-14);
        BatchedInverseDynamics.AddFriction(arm, state.Velocity, torque);
        Near.Assert([.. state.Torque.Zip(state.Friction, (rigid, friction) => rigid + friction)], torque, 1e-14);
    }

    // Oracle: the same algorithm one state at a time, in the frames and with the bodies as they were given.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void A_batch_is_its_states_one_by_one(string name)
    {
        const int batch = 37;
        var model = Arms.All[name];
        var (arm, single) = (new BatchedArm<double>(model, Payload), new BatchedArm<float>(model, Payload));
        var (q, velocity, acceleration) = Arms.States(model, batch);
        var (torque, rough) = (new double[q.Length], new float[q.Length]);
        double[] shares = [.. Enumerable.Range(0, batch).Select(k => k / 36.0)];
        BatchedInverseDynamics.NewtonEuler(arm, new(arm), q, velocity, acceleration, torque, shares);
        BatchedInverseDynamics.AddFriction(arm, velocity, torque);
        BatchedInverseDynamics.NewtonEuler(single, new(single), Floats(q), Floats(velocity), Floats(acceleration), rough, Floats(shares));
        BatchedInverseDynamics.AddFriction(single, Floats(velocity), rough);
        for (var k = 0; k < batch; k++)
        {
            var speeds = Arms.Column(velocity, batch, k);
            var alone = new double[model.DegreesOfFreedom];
            InverseDynamics.NewtonEuler(model, new(model), Arms.Column(q, batch, k), speeds, Arms.Column(acceleration, batch, k), alone, shares[k] * Payload);
            InverseDynamics.AddFriction(model, speeds, alone);
            Near.Assert(alone, Arms.Column(torque, batch, k), 1e-14);
            Near.Assert(alone, Arms.Column([.. rough.Select(t => (double)t)], batch, k), 4e-6);
        }
    }

    // Law: whatever the batch and the width, a state has the bits it has alone.
    [Fact]
    public void Bits_depend_on_the_state_alone()
    {
        var model = KukaLwr4.ArmWithHand;
        var (arm, single) = (new BatchedArm<double>(model, Payload), new BatchedArm<float>(model, Payload));
        foreach (var batch in (int[])[1, 2, 3, 5, 8, 15, 16, 17, 31, 33])
        {
            var (q, velocity, acceleration) = Arms.States(model, batch);
            var (expected, expectedRough) = (new double[q.Length], new float[q.Length]);
            Compute(VectorWidth.Single, expected, expectedRough);
            foreach (var width in Enum.GetValues<VectorWidth>())
            {
                var (torque, rough) = (new double[q.Length], new float[q.Length]);
                Compute(width, torque, rough);
                Assert.Equal(expected, torque);
                Assert.Equal(expectedRough, rough);
            }

            void Compute(VectorWidth width, double[] torque, float[] rough)
            {
                double[] shares = [.. Enumerable.Range(0, batch).Select(k => 0.03 * k)];
                BatchedInverseDynamics.NewtonEuler<double, DoubleFunctions>(arm, new(arm), q, velocity, acceleration, torque, shares, width);
                BatchedInverseDynamics.AddFriction<double, DoubleFunctions>(arm, velocity, torque, width);
                BatchedInverseDynamics.NewtonEuler<float, SingleFunctions>(
                    single, new(single), Floats(q), Floats(velocity), Floats(acceleration), rough, Floats(shares), width);
                BatchedInverseDynamics.AddFriction<float, SingleFunctions>(single, Floats(velocity), rough, width);
            }
        }
    }

    // Oracle: central differences of the potential energy, computed one state at a time.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void Torque_at_rest_is_the_gradient_of_the_potential_energy(string name)
    {
        const double step = 1e-5;
        var model = Arms.All[name];
        var arm = new BatchedArm<double>(model, Payload);
        double[] q = Arms.States(model, 1).Q, rest = new double[q.Length], torque = new double[q.Length], gradient = new double[q.Length];
        BatchedInverseDynamics.NewtonEuler(arm, new(arm), q, rest, rest, torque);
        for (var i = 0; i < q.Length; i++)
        {
            gradient[i] = (EnergyAt(i, step) - EnergyAt(i, -step)) / (2 * step);
        }

        Near.Assert(gradient, torque, 1e-9);

        double EnergyAt(int joint, double change)
        {
            double[] moved = [.. q];
            moved[joint] += change;
            return Energy.Potential(model, new(model), moved, Payload);
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var arm = new BatchedArm<float>(KukaLwr4.ArmWithHand, Payload);
        var data = new BatchData<float>(arm);
        var (q, torque) = (new float[7 * 19], new float[7 * 19]);
        Compute();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Compute();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Compute()
        {
            BatchedInverseDynamics.NewtonEuler(arm, data, q, q, q, torque);
            BatchedInverseDynamics.AddFriction(arm, q, torque);
        }
    }

    [Fact]
    public void What_is_no_angle_spoils_its_own_state_only()
    {
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand);
        double[] q = new double[7 * 9], torque = new double[7 * 9];
        (q[9 + 2], q[9 + 4]) = (double.NaN, 2e9);
        BatchedInverseDynamics.NewtonEuler(arm, new(arm), q, new double[7 * 9], new double[7 * 9], torque);
        Assert.All(Enumerable.Range(0, 9), k => Assert.Equal(k is 2 or 4, Arms.Column(torque, 9, k).All(double.IsNaN)));
        Assert.All(Enumerable.Range(0, 9), k => Assert.Equal(k is not (2 or 4), Arms.Column(torque, 9, k).All(double.IsFinite)));
    }

    [Fact]
    public void A_wrong_length_is_named_with_the_right_one()
    {
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand);
        var data = new BatchData<double>(arm);
        var other = new BatchData<double>(new(Arms.All["one joint"]));
        var numbers = new double[14];
        Assert.Equal("q has 13 numbers; a batch has 7 for each state of 'KUKA LWR IV', joint after joint. (Parameter 'q')",
            Assert.Throws<ArgumentException>(() => BatchedInverseDynamics.NewtonEuler(arm, data, new double[13], numbers, numbers, numbers)).Message);
        Assert.Equal("velocity has 7 numbers; 2 states of 'KUKA LWR IV' need 7 × 2 = 14. (Parameter 'velocity')",
            Assert.Throws<ArgumentException>(() => BatchedInverseDynamics.NewtonEuler(arm, data, numbers, new double[7], numbers, numbers)).Message);
        Assert.Equal("payloadShare has 3 numbers; 2 states of 'KUKA LWR IV' need 1 × 2 = 2. (Parameter 'payloadShare')",
            Assert.Throws<ArgumentException>(() => BatchedInverseDynamics.NewtonEuler(arm, data, numbers, numbers, numbers, numbers, new double[3])).Message);
        Assert.StartsWith("The data were made for an arm of 1 joints; 'KUKA LWR IV' has 7.",
            Assert.Throws<ArgumentException>(() => BatchedInverseDynamics.NewtonEuler(arm, other, numbers, numbers, numbers, numbers)).Message,
            StringComparison.Ordinal);
    }

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, x => (float)x);
}
