using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Robots;

/// <summary>What the hand holds: a small body 0.17 m beyond the flange.</summary>
/// <param name="Name">What it is called: the name of the task that lifts it.</param>
/// <param name="Mass">kg, not negative.</param>
/// <remarks>
/// Meier, Kappler, Schaal (ICRA 2018, Fig. 1 and section IV-D.2) lift nothing, a tube of crisps and a drill, and give no masses:
/// 0.2 kg, 1.2 kg and the place in the hand are ours.
/// </remarks>
public sealed record HeldObject(string Name, double Mass)
{
    /// <summary>An empty hand.</summary>
    public static HeldObject None { get; } = new("no-object", 0);

    /// <summary>0.2 kg.</summary>
    public static HeldObject Light { get; } = new("light", 0.2);

    /// <summary>1.2 kg.</summary>
    public static HeldObject Heavy { get; } = new("heavy", 1.2);

    /// <summary>The centre of the object in the frame of the flange, m.</summary>
    public static Vector3d Center => new(0, 0, 0.17);

    /// <summary>The object as a body in the frame of the flange; its inertia about its centre is 0.001 m² times its mass about every axis.</summary>
    public SpatialInertia Inertia =>
        SpatialInertia.FromCenterOfMass(Mass, Center, SymmetricMatrix3d.Diagonal(1e-3 * Mass, 1e-3 * Mass, 1e-3 * Mass));
}
