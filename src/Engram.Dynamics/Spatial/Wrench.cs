namespace Engram.Dynamics.Spatial;

/// <summary>A force and the moment about the origin of the frame it is written in.</summary>
/// <param name="Force">N.</param>
/// <param name="Moment">Nm, about the frame's origin.</param>
public readonly record struct Wrench(Vector3d Force, Vector3d Moment)
{
    /// <summary>The same wrench in coordinates, and about the origin, of the frame that <paramref name="pose"/> stands in.</summary>
    /// <param name="pose">The pose of this wrench's frame.</param>
    public Wrench In(in Pose pose)
    {
        var force = pose.Orientation.Apply(Force);
        return new(force, pose.Orientation.Apply(Moment) + pose.Origin.Cross(force));
    }

    /// <summary>Both wrenches together; they must be written in the same frame.</summary>
    /// <param name="left">First summand.</param>
    /// <param name="right">Second summand.</param>
    public static Wrench operator +(in Wrench left, in Wrench right) => new(left.Force + right.Force, left.Moment + right.Moment);

    /// <summary>The wrench made stronger by a number.</summary>
    /// <param name="factor">The number.</param>
    /// <param name="wrench">The wrench.</param>
    public static Wrench operator *(double factor, in Wrench wrench) => new(factor * wrench.Force, factor * wrench.Moment);
}
