using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Batches;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;
using Engram.Dynamics.Tests.Fixtures;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Tests.Batches;

public sealed class BatchedForwardDynamicsTests
{
    private const int Batch = 21;
    private static readonly SpatialInertia Payload = HeldObject.Heavy.Inertia;

    // Oracle: Lagrange's equations in 90 digits (kuka_lwr4.py), read backwards. The wrist is light: M amplifies rounding some 10⁴ times.
    [Theory, MemberData(nameof(DynamicsCase.Indices), MemberType = typeof(DynamicsCase))]
    public void Torques_of_Lagrange_give_back_his_accelerations(int index)
    {
        var state = DynamicsCase.All[index];
        var arm = new BatchedArm<double>(KukaLwr4.ArmWithHand, state.Held);
        var acceleration = new double[7];
        BatchedForwardDynamics.ArticulatedBody(arm, new(arm), state.Q, state.Velocity, state.Torque, acceleration);
        Near.Assert(state.Acceleration, acceleration, 1e-11);
    }

    // Oracle: the same algorithm one state at a time, in the frames and with the bodies as they were given.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void A_batch_is_its_states_one_by_one(string name)
    {
        var model = Arms.All[name];
        var arm = new BatchedArm<double>(model, Payload);
        var (q, velocity, torque) = Arms.States(model, Batch);
        double[] shares = [.. Enumerable.Range(0, Batch).Select(k => k / 20.0)], acceleration = new double[q.Length];
        BatchedForwardDynamics.ArticulatedBody(arm, new(arm), q, velocity, torque, acceleration, shares);
        for (var k = 0; k < Batch; k++)
        {
            var alone = new double[model.DegreesOfFreedom];
            ForwardDynamics.ArticulatedBody(model, new(model), Arms.Column(q, Batch, k), Arms.Column(velocity, Batch, k), Arms.Column(torque, Batch, k),
                alone, shares[k] * Payload);
            Near.Assert(alone, Arms.Column(acceleration, Batch, k), 1e-11);
        }
    }

    // Oracle: a second algorithm, read backwards.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void Undoes_the_recursive_Newton_Euler_algorithm(string name)
    {
        var model = Arms.All[name];
        var (arm, single) = (new BatchedArm<double>(model, Payload), new BatchedArm<float>(model, Payload));
        var (q, velocity, acceleration) = Arms.States(model, Batch);
        var (torque, back, rough) = (new double[q.Length], new double[q.Length], new float[q.Length]);
        BatchedInverseDynamics.NewtonEuler(arm, new(arm), q, velocity, acceleration, torque);
        BatchedForwardDynamics.ArticulatedBody(arm, new(arm), q, velocity, torque, back);
        Near.Assert(acceleration, back, 1e-11);
        BatchedForwardDynamics.ArticulatedBody(single, new(single), Floats(q), Floats(velocity), Floats(torque), rough);
        Near.Assert(acceleration, [.. rough.Select(a => (double)a)], 5e-3);
    }

    // Oracle: a third algorithm. M q̈ + h = τ with M of the composite-rigid-body algorithm and h the torque of no acceleration.
    [Theory, MemberData(nameof(Arms.Names), MemberType = typeof(Arms))]
    public void Solves_the_equation_of_motion(string name)
    {
        var model = Arms.All[name];
        var arm = new BatchedArm<double>(model, Payload);
        var (q, velocity, torque) = Arms.States(model, Batch);
        var (n, data) = (model.DegreesOfFreedom, new BatchData<double>(arm));
        double[] acceleration = new double[q.Length], bias = new double[q.Length], mass = new double[n * q.Length];
        BatchedForwardDynamics.ArticulatedBody(arm, data, q, velocity, torque, acceleration);
        BatchedInverseDynamics.NewtonEuler(arm, data, q, velocity, new double[q.Length], bias);
        BatchedMassMatrix.CompositeRigidBody(arm, data, q, mass);
        for (var i = 0; i < q.Length; i++)
        {
            var (row, column) = (i / Batch, i % Batch);
            bias[i] += Enumerable.Range(0, n).Sum(j => mass[(row * n + j) * Batch + column] * acceleration[j * Batch + column]);
        }

        Near.Assert(torque, bias, 1e-11);
    }

    // Law: arms that swing freely keep their energy. Runge and Kutta's method of fourth order, 0.5 ms, 5 s.
    [Fact]
    public void Swinging_arms_keep_their_energy()
    {
        const int arms = 8;
        const double step = 5e-4;
        var model = KukaLwr4.ArmWithHand;
        var arm = new BatchedArm<double>(model, Payload);
        var data = new BatchData<double>(arm);
        var half = 7 * arms;
        double[] state = [.. Arms.States(model, arms).Q, .. new double[half]], drives = new double[half], ahead = new double[2 * half];
        double[][] rates = [new double[2 * half], new double[2 * half], new double[2 * half], new double[2 * half]];
        var start = Energies();
        var (fastest, furthest) = (0.0, 0.0);
        for (var i = 1; i <= 10_000; i++)
        {
            Rate(state, rates[0]);
            Rate(Ahead(rates[0], step / 2), rates[1]);
            Rate(Ahead(rates[1], step / 2), rates[2]);
            Rate(Ahead(rates[2], step), rates[3]);
            for (var j = 0; j < state.Length; j++)
            {
                state[j] += step / 6 * (rates[0][j] + 2 * rates[1][j] + 2 * rates[2][j] + rates[3][j]);
            }

            if (i % 100 == 0)
            {
                var now = Energies();
                fastest = Math.Max(fastest, now.Max(energy => energy.Kinetic));
                furthest = Math.Max(furthest, now.Zip(start, (a, b) => Math.Abs(a.Kinetic + a.Potential - b.Potential)).Max());
            }
        }

        Assert.True(fastest > 20, $"The arms did not swing: at most {fastest} J of kinetic energy.");
        Assert.True(furthest < 2e-5, $"Energy went astray by {furthest} J; at most {fastest} J were kinetic.");

        (double Kinetic, double Potential)[] Energies() => [.. Enumerable.Range(0, arms).Select(k =>
        {
            var (q, velocity) = (Arms.Column(state[..half], arms, k), Arms.Column(state[half..], arms, k));
            var one = new RobotData(model);
            return (Energy.Kinetic(model, one, q, velocity, Payload), Energy.Potential(model, one, q, Payload));
        })];

        double[] Ahead(double[] rate, double time)
        {
            for (var j = 0; j < ahead.Length; j++)
            {
                ahead[j] = state[j] + time * rate[j];
            }

            return ahead;
        }

        void Rate(double[] at, double[] rate)
        {
            at.AsSpan(half).CopyTo(rate);
            BatchedForwardDynamics.ArticulatedBody(arm, data, at.AsSpan(0, half), at.AsSpan(half), drives, rate.AsSpan(half));
        }
    }

    [Fact]
    public void Bits_depend_on_the_state_alone()
    {
        var (arm, single) = (new BatchedArm<double>(KukaLwr4.ArmWithHand, Payload), new BatchedArm<float>(KukaLwr4.ArmWithHand, Payload));
        var (q, velocity, torque) = Arms.States(KukaLwr4.ArmWithHand, Batch);
        var (expected, expectedRough) = Compute(VectorWidth.Single);
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var (acceleration, rough) = Compute(width);
            Assert.Equal(expected, acceleration);
            Assert.Equal(expectedRough, rough);
        }

        (double[], float[]) Compute(VectorWidth width)
        {
            var (acceleration, rough) = (new double[q.Length], new float[q.Length]);
            BatchedForwardDynamics.ArticulatedBody<double, DoubleFunctions>(arm, new(arm), q, velocity, torque, acceleration, default, width);
            BatchedForwardDynamics.ArticulatedBody<float, SingleFunctions>(
                single, new(single), Floats(q), Floats(velocity), Floats(torque), rough, default, width);
            return (acceleration, rough);
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var arm = new BatchedArm<float>(KukaLwr4.ArmWithHand, Payload);
        var data = new BatchData<float>(arm);
        var (q, acceleration) = (new float[7 * 19], new float[7 * 19]);
        BatchedForwardDynamics.ArticulatedBody(arm, data, q, q, q, acceleration);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BatchedForwardDynamics.ArticulatedBody(arm, data, q, q, q, acceleration);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, x => (float)x);
}
