using System.Collections.Immutable;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics;

/// <summary>An arm: a serial chain of rigid links on revolute joints, its base fixed in the world. Immutable; share it between threads.</summary>
/// <remarks>What changes during a computation lives in a <see cref="RobotData"/>, one per thread. The world's z axis points up.</remarks>
public sealed class RobotModel
{
    /// <summary>Gravity in the world, m/s²: 9.81 downwards.</summary>
    public static Vector3d GravityInWorld => new(0, 0, -9.81);

    /// <summary>Puts an arm together.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="mounting">Takes directions of the base frame to directions of the world.</param>
    /// <param name="links">From the base to the last link; at least one.</param>
    /// <exception cref="ArgumentException">There is no link.</exception>
    public RobotModel(string name, Rotation3d mounting, IEnumerable<Link> links)
    {
        (Name, Mounting, Links) = (name, mounting, [.. links]);
        if (Links.IsEmpty)
        {
            throw new ArgumentException($"The arm '{name}' has no links; give at least one.", nameof(links));
        }

        Gravity = mounting.ApplyInverse(GravityInWorld);
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Takes directions of the base frame to directions of the world. The base's origin is the world's.</summary>
    public Rotation3d Mounting { get; }

    /// <summary>From the base to the last link.</summary>
    public ImmutableArray<Link> Links { get; }

    /// <summary>Gravity in the base frame, m/s².</summary>
    public Vector3d Gravity { get; }

    /// <summary>How many joints there are: the length of q, q̇, q̈ and τ.</summary>
    public int DegreesOfFreedom => Links.Length;

    /// <summary>The same arm with a body bolted to its last link.</summary>
    /// <param name="tool">The body, in the frame of the last link.</param>
    public RobotModel WithTool(SpatialInertia tool) =>
        new(Name, Mounting, Links.SetItem(Links.Length - 1, Links[^1] with { Inertia = Links[^1].Inertia + tool }));

    /// <summary>The same arm on another base.</summary>
    /// <param name="mounting">Takes directions of the base frame to directions of the world.</param>
    public RobotModel MountedAs(Rotation3d mounting) => new(Name, mounting, Links);

    internal void Require(int length, string argument, int expected)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{argument} has length {length}; '{Name}' with {DegreesOfFreedom} joints needs {expected}.", argument);
        }
    }

    internal void Require(ReadOnlySpan<double> perJoint, string argument) => Require(perJoint.Length, argument, DegreesOfFreedom);
}
