using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Joints;

/// <summary>A hinge between a link and the one before it.</summary>
/// <param name="Offset">From the frame of the link before to the frame of this joint, in the frame of the link before, m.</param>
/// <param name="Axis">Unit vector of the axis through the joint's origin; a positive angle turns right-handed about it.</param>
/// <remarks>
/// At angle 0 the frame of a link is parallel to the frame of the link before. That is no loss: the frame of a link may be chosen freely, and
/// a description with turned frames is brought to this form by writing its axes, centres of mass and inertias in the frames of the zero posture.
/// </remarks>
public sealed record RevoluteJoint(Vector3d Offset, Vector3d Axis)
{
    private readonly Vector3d axis = RequireUnit(Axis);

    /// <summary>Unit vector of the axis.</summary>
    public Vector3d Axis
    {
        get => axis;
        init => axis = RequireUnit(value);
    }

    /// <summary>How far the joint turns to either side, rad; no limit by default. Algorithms do not enforce it.</summary>
    public double AngleLimit { get; init; } = double.PositiveInfinity;

    /// <summary>How fast the joint turns to either side, rad/s; no limit by default. Algorithms do not enforce it.</summary>
    public double SpeedLimit { get; init; } = double.PositiveInfinity;

    /// <summary>How strong the drive is, Nm; no limit by default. Algorithms do not enforce it.</summary>
    public double TorqueLimit { get; init; } = double.PositiveInfinity;

    /// <summary>What the joint loses by rubbing; nothing by default.</summary>
    public JointFriction Friction { get; init; } = JointFriction.None;

    /// <summary>The frame of the link behind this joint, in the frame of the link before it.</summary>
    /// <param name="angle">Joint angle, rad.</param>
    public Pose PoseAt(double angle) => new(Rotation3d.About(Axis, angle), Offset);

    private static Vector3d RequireUnit(Vector3d axis) => Math.Abs(axis.Length - 1) <= 1e-12
        ? axis
        : throw new ArgumentException(
            $"({axis.X}, {axis.Y}, {axis.Z}) has length {axis.Length}; a joint axis is a unit vector. Divide it by its length.", nameof(axis));
}
