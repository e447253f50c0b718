using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Spatial;

/// <summary>A rotation as a 3×3 orthonormal matrix, kept as its three rows.</summary>
/// <param name="RowX">First row.</param>
/// <param name="RowY">Second row.</param>
/// <param name="RowZ">Third row.</param>
/// <remarks>It takes coordinates of the turned frame to coordinates of the frame it was turned in. Rows are not checked for orthonormality.</remarks>
public readonly record struct Rotation3d(Vector3d RowX, Vector3d RowY, Vector3d RowZ)
{
    /// <summary>No rotation.</summary>
    public static Rotation3d Identity => new(Vector3d.UnitX, Vector3d.UnitY, Vector3d.UnitZ);

    /// <summary>The rotation by an angle about an axis through the origin, right-handed (Rodrigues' formula).</summary>
    /// <param name="axis">Unit vector along the axis.</param>
    /// <param name="angle">Angle in rad, |angle| ≤ <see cref="Trigonometry.LargestAngle"/>.</param>
    public static Rotation3d About(Vector3d axis, double angle)
    {
        var (sin, cos) = Trigonometry.SinCos(angle);
        var along = (1 - cos) * axis;
        var across = sin * axis;
        return new(
            new(cos + along.X * axis.X, along.X * axis.Y - across.Z, along.X * axis.Z + across.Y),
            new(along.Y * axis.X + across.Z, cos + along.Y * axis.Y, along.Y * axis.Z - across.X),
            new(along.Z * axis.X - across.Y, along.Z * axis.Y + across.X, cos + along.Z * axis.Z));
    }

    /// <summary>Turns a vector: matrix times column.</summary>
    /// <param name="vector">Coordinates in the turned frame.</param>
    public Vector3d Apply(Vector3d vector) => new(RowX.Dot(vector), RowY.Dot(vector), RowZ.Dot(vector));

    /// <summary>Turns a vector back: transposed matrix times column.</summary>
    /// <param name="vector">Coordinates in the frame that was turned in.</param>
    public Vector3d ApplyInverse(Vector3d vector) => vector.X * RowX + vector.Y * RowY + vector.Z * RowZ;

    /// <summary>The product: first <paramref name="inner"/>, then <paramref name="outer"/>.</summary>
    /// <param name="outer">Applied second.</param>
    /// <param name="inner">Applied first.</param>
    public static Rotation3d operator *(in Rotation3d outer, in Rotation3d inner) => new(
        inner.ApplyInverse(outer.RowX), inner.ApplyInverse(outer.RowY), inner.ApplyInverse(outer.RowZ));
}
