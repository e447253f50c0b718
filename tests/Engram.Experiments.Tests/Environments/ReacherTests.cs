using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Engram.Experiments.Environments;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Environments;

public sealed class ReacherTests
{
    private const int Count = 37;

    // Oracle: the equations written once more, plainly, in double precision and with the C library's sine.
    [Fact]
    public void Arms_move_as_Lagrange_says()
    {
        var arms = new Reacher(Count, RandomStream.FromSeed(1));
        var (action, reward) = (new float[2 * Count], new float[Count]);
        PlainArm[] plain = [.. Enumerable.Range(0, Count).Select(k => new PlainArm(
            arms.Angles[k], arms.Angles[Count + k], arms.Observation[6 * Count + k], arms.Observation[7 * Count + k]))];
        var random = RandomStream.FromSeed(2);
        for (var step = 0; step < arms.Horizon; step++)
        {
            for (var i = 0; i < action.Length; i++)
            {
                action[i] = (float)random.NextUniform(-1.1, 1.1);
            }

            arms.Step(action, reward);
            for (var k = 0; k < Count; k++)
            {
                var (u1, u2) = (Math.Clamp((double)action[k], -1, 1), Math.Clamp((double)action[Count + k], -1, 1));
                plain[k].Step(u1, u2);
                double[] expected = plain[k].Show(arms.Observation[4 * Count + k], arms.Observation[5 * Count + k]);
                for (var row = 0; row < 11; row++)
                {
                    Assert.Equal(expected[row], arms.Observation[row * Count + k], 2e-4);
                }

                var far = Math.Sqrt(expected[8] * expected[8] + expected[9] * expected[9]);
                Assert.Equal(far, arms.Distance[k], 1e-5);
                Assert.Equal(-far - u1 * u1 - u2 * u2, reward[k], 1e-5);
            }
        }
    }

    // Oracle: closed form. The armature outweighs the links: q̇ = 200 u (1 − e^−t) to 1 % while the elbow is free.
    [Fact]
    public void A_constant_torque_gives_the_speed_of_a_flywheel()
    {
        var arms = new Reacher(1, RandomStream.FromSeed(1));
        for (var step = 1; step <= 50; step++)
        {
            arms.Step([0.05f, 0], new float[1]);
            var expected = 10 * (1 - Math.Exp(-0.02 * step));
            Assert.Equal(expected, arms.Observation[6], (0.01 * expected) + 0.01);
        }
    }

    [Fact]
    public void The_elbow_stops_at_three_radians()
    {
        var arms = new Reacher(1, RandomStream.FromSeed(1));
        for (var step = 0; step < 50; step++)
        {
            arms.Step([0, 1], new float[1]);
        }

        Assert.Equal(3, arms.Angles[1]);
        Assert.Equal(0, arms.Observation[7]);
        arms.Step([0, -1], new float[1]);
        Assert.InRange(arms.Angles[1], 2.8f, 2.999f);
    }

    [Fact]
    public void Starts_and_goals_lie_where_the_benchmark_has_them()
    {
        var arms = new Reacher(2_000, RandomStream.FromSeed(6));
        var observation = arms.Observation.ToArray();
        float[][] rows = [.. observation.Chunk(2_000)];
        Assert.All(arms.Angles.ToArray(), angle => Assert.InRange(angle, -0.1f, 0.1f));
        Assert.All([.. rows[6], .. rows[7]], speed => Assert.InRange(speed, -0.005f, 0.005f));
        double[] radii = [.. rows[4].Zip(rows[5], (x, y) => Math.Sqrt(x * x + y * y))];
        Assert.All(radii, radius => Assert.InRange(radius, 0, 0.2));
        Assert.Equal(0.5, radii.Count(radius => radius < 0.2 / Math.Sqrt(2)) / 2_000.0, 0.04); // uniform in the disc: half within its half area
        Assert.All(rows[10], z => Assert.Equal(0, z));
    }

    // Pinned: independent of processor, operating system and run-time version.
    [Fact]
    public void Bits_do_not_depend_on_the_width()
    {
        var expected = Run(VectorWidth.Single);
        Assert.All(Enum.GetValues<VectorWidth>(), width => Assert.Equal(expected, Run(width)));
        Assert.Equal("a80963d6b3d8429b", Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(expected)))[..16]);

        static float[] Run(VectorWidth width)
        {
            var arms = new Reacher(Count, RandomStream.FromSeed(1));
            var (action, reward) = (new float[2 * Count], new float[Count]);
            for (var step = 0; step < 50; step++)
            {
                for (var i = 0; i < action.Length; i++)
                {
                    action[i] = (0.02f * ((i * 7 + step) % 101)) - 1;
                }

                arms.Step(action, reward, width);
            }

            return [.. arms.Observation, .. arms.Distance, .. reward];
        }
    }

    private sealed class PlainArm(double q1, double q2, double v1, double v2)
    {
        private const double L = 0.1, C = 0.05, R = 0.01, Density = 1000;
        private static readonly double Cylinder = Density * Math.PI * R * R * L;
        private static readonly double Ball = Density * 4 / 3 * Math.PI * R * R * R;
        private static readonly double Mass = Cylinder + Ball;

        // A cylinder and two half balls at its ends, about the middle.
        private static readonly double Inertia = Cylinder * (R * R / 4 + L * L / 12) + Ball * (2.0 / 5 * R * R + L * L / 4 + 3.0 / 8 * L * R);

        public void Step(double u1, double u2)
        {
            for (var substep = 0; substep < 2; substep++)
            {
                var m11 = 1 + Inertia + Inertia + Mass * C * C + Mass * (L * L + C * C + 2 * L * C * Math.Cos(q2));
                var m12 = Inertia + Mass * (C * C + L * C * Math.Cos(q2));
                var m22 = 1 + Inertia + Mass * C * C;
                var c1 = -Mass * L * C * Math.Sin(q2) * (2 * v1 * v2 + v2 * v2);
                var c2 = Mass * L * C * Math.Sin(q2) * v1 * v1;
                var (t1, t2) = (200 * u1 - v1 - c1, 200 * u2 - v2 - c2);
                var det = m11 * m22 - m12 * m12;
                v1 += 0.01 * (m22 * t1 - m12 * t2) / det;
                v2 += 0.01 * (m11 * t2 - m12 * t1) / det;
                q1 += 0.01 * v1;
                q2 += 0.01 * v2;
                if (Math.Abs(q2) > 3)
                {
                    (q2, v2) = (Math.Clamp(q2, -3, 3), 0);
                }
            }
        }

        public double[] Show(double x, double y) =>
        [
            Math.Cos(q1), Math.Cos(q2), Math.Sin(q1), Math.Sin(q2), x, y, v1, v2,
            0.1 * Math.Cos(q1) + 0.11 * Math.Cos(q1 + q2) - x, 0.1 * Math.Sin(q1) + 0.11 * Math.Sin(q1 + q2) - y, 0,
        ];
    }
}
