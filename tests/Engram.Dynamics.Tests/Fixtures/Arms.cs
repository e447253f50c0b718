using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;
using Engram.Numerics.Random;

namespace Engram.Dynamics.Tests.Fixtures;

/// <summary>Arms of every shape: the real one, and made-up ones whose axes are askew, parallel, opposite, one and the same.</summary>
internal static class Arms
{
    private static readonly Vector3d Tilted = new(0.6, 0, 0.8);

    public static Dictionary<string, RobotModel> All { get; } = new()
    {
        ["KUKA LWR IV"] = KukaLwr4.ArmWithHand,
        ["upright KUKA LWR IV"] = KukaLwr4.Arm.MountedAs(Rotation3d.Identity),
        ["one joint"] = Of("one joint", Tilted),
        ["parallel axes"] = Of("parallel axes", Vector3d.UnitY, Vector3d.UnitY, Vector3d.UnitY),
        ["one axis twice"] = new("one axis twice", KukaLwr4.SidewaysMounting,
        [
            new(new(new(0, 0, 0.3), Vector3d.UnitZ), KukaLwr4.Arm.Links[1].Inertia),
            new(new(new(0, 0, 0.4), Vector3d.UnitZ), KukaLwr4.Arm.Links[2].Inertia),
            new(new(new(0.2, 0, 0), Vector3d.UnitX), KukaLwr4.Hand),
        ]),
        ["opposite axes"] = Of("opposite axes", Vector3d.UnitX, -Vector3d.UnitX, Vector3d.UnitZ, -Vector3d.UnitZ),
        ["quarter turns, offset"] = Of("quarter turns, offset", Vector3d.UnitZ, Vector3d.UnitX, -Vector3d.UnitY, Vector3d.UnitX, Vector3d.UnitZ),
        ["askew"] = Of("askew", Vector3d.UnitZ, Tilted, Vector3d.UnitY, new(0.48, 0.6, -0.64), -Tilted, new(0, 0.28, 0.96)),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>States of an arm, feature by feature: [n, batch] of q, q̇ and q̈.</summary>
    public static (double[] Q, double[] Velocity, double[] Acceleration) States(RobotModel arm, int batch)
    {
        var random = RandomStream.FromSeed(5).Split(arm.Name);
        return (Numbers(random.Split("q"), 3), Numbers(random.Split("velocity"), 2), Numbers(random.Split("acceleration"), 8));

        double[] Numbers(RandomStream stream, double range) =>
            [.. Enumerable.Range(0, arm.DegreesOfFreedom * batch).Select(_ => stream.NextUniform(-range, range))];
    }

    /// <summary>One state out of a batch.</summary>
    public static double[] Column(double[] numbers, int batch, int column) =>
        [.. Enumerable.Range(0, numbers.Length / batch).Select(row => numbers[row * batch + column])];

    private static RobotModel Of(string name, params Vector3d[] axes)
    {
        var random = RandomStream.FromSeed(4).Split(name);
        return new(name, Rotation3d.About(Tilted, 0.7), axes.Select(axis => new Link(
            new(Somewhere(0.4), axis) { Friction = new(random.NextDouble(), random.NextDouble()) },
            SpatialInertia.FromCenterOfMass(1 + random.NextDouble(), Somewhere(0.2), new SymmetricMatrix3d(0.02, 0.03, 0.025, 0.002, -0.003, 0.004)))));

        Vector3d Somewhere(double range) => new(random.NextUniform(-range, range), random.NextUniform(-range, range), random.NextUniform(-range, range));
    }
}
