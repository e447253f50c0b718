namespace Engram.Dynamics.Spatial;

/// <summary>Three coordinates in double precision: a point, a direction, a force; which frame and unit, the use says.</summary>
/// <param name="X">First coordinate.</param>
/// <param name="Y">Second coordinate.</param>
/// <param name="Z">Third coordinate.</param>
/// <remarks>Only +, −, × and the order written here: the same bits on every machine.</remarks>
public readonly record struct Vector3d(double X, double Y, double Z)
{
    /// <summary>The null vector.</summary>
    public static Vector3d Zero => default;

    /// <summary>(1, 0, 0).</summary>
    public static Vector3d UnitX => new(1, 0, 0);

    /// <summary>(0, 1, 0).</summary>
    public static Vector3d UnitY => new(0, 1, 0);

    /// <summary>(0, 0, 1).</summary>
    public static Vector3d UnitZ => new(0, 0, 1);

    /// <summary>Euclidean length.</summary>
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>The scalar product X·x + Y·y + Z·z, summed from left to right.</summary>
    /// <param name="other">The other factor, in the same frame.</param>
    public double Dot(Vector3d other) => X * other.X + Y * other.Y + Z * other.Z;

    /// <summary>The vector product this × <paramref name="other"/>.</summary>
    /// <param name="other">The right factor, in the same frame.</param>
    public Vector3d Cross(Vector3d other) => new(
        Y * other.Z - Z * other.Y,
        Z * other.X - X * other.Z,
        X * other.Y - Y * other.X);

    /// <summary>The sum, coordinate by coordinate.</summary>
    /// <param name="left">First summand.</param>
    /// <param name="right">Second summand, in the same frame.</param>
    public static Vector3d operator +(Vector3d left, Vector3d right) => new(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

    /// <summary>The difference, coordinate by coordinate.</summary>
    /// <param name="left">What is subtracted from.</param>
    /// <param name="right">What is subtracted, in the same frame.</param>
    public static Vector3d operator -(Vector3d left, Vector3d right) => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

    /// <summary>The opposite vector.</summary>
    /// <param name="vector">The vector to turn round.</param>
    public static Vector3d operator -(Vector3d vector) => new(-vector.X, -vector.Y, -vector.Z);

    /// <summary>The vector stretched by a number.</summary>
    /// <param name="factor">The number.</param>
    /// <param name="vector">The vector.</param>
    public static Vector3d operator *(double factor, Vector3d vector) => new(factor * vector.X, factor * vector.Y, factor * vector.Z);
}
