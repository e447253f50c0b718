namespace Engram.Dynamics.Spatial;

/// <summary>An acceleration of a frame: of its turning, rad/s², and of its origin, m/s²; both in the frame's own coordinates.</summary>
internal readonly record struct Motion(Vector3d Angular, Vector3d Linear)
{
    /// <summary>The part of this acceleration that a frame standing rigidly in this one takes over; velocities are not considered.</summary>
    public Motion At(in Pose pose) => new(
        pose.Orientation.ApplyInverse(Angular), pose.Orientation.ApplyInverse(Linear + Angular.Cross(pose.Origin)));

    public static Motion operator +(in Motion left, in Motion right) => new(left.Angular + right.Angular, left.Linear + right.Linear);
}
