namespace Engram.Dynamics.Spatial;

/// <summary>Where a frame stands in another: its orientation and its origin.</summary>
/// <param name="Orientation">Takes coordinates of this frame to directions of the outer frame.</param>
/// <param name="Origin">The origin of this frame in coordinates of the outer frame, m.</param>
public readonly record struct Pose(Rotation3d Orientation, Vector3d Origin)
{
    /// <summary>A point of this frame in coordinates of the outer frame, m.</summary>
    /// <param name="point">The point in coordinates of this frame, m.</param>
    public Vector3d Transform(Vector3d point) => Origin + Orientation.Apply(point);

    /// <summary>The pose of <paramref name="inner"/> in the frame that <paramref name="outer"/> stands in.</summary>
    /// <param name="outer">The pose of the middle frame in the outermost.</param>
    /// <param name="inner">The pose of the innermost frame in the middle one.</param>
    public static Pose operator *(in Pose outer, in Pose inner) =>
        new(outer.Orientation * inner.Orientation, outer.Transform(inner.Origin));
}
