using Engram.Dynamics.Robots;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Tests.Fixtures;

/// <summary>One state of the sideways LWR IV with hand, and what Lagrange's equations say of it (kuka_lwr4.py).</summary>
internal sealed record DynamicsCase(
    double[] Q, double[] Velocity, double[] Acceleration, double Payload,
    double[] Mass, double[] Gravity, double[] Torque, double[] Friction, double Kinetic, double Potential, double[] Flange)
{
    public static DynamicsCase[] All { get; } = Fixture.Read<DynamicsCase[]>("kuka_lwr4.json");

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    public SpatialInertia Held => new HeldObject("case", Payload).Inertia;
}
