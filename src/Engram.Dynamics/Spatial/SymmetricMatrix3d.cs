namespace Engram.Dynamics.Spatial;

/// <summary>A symmetric 3×3 matrix, such as an inertia tensor in kg m²: six numbers.</summary>
/// <param name="Xx">Row 1, column 1.</param>
/// <param name="Yy">Row 2, column 2.</param>
/// <param name="Zz">Row 3, column 3.</param>
/// <param name="Xy">Row 1, column 2.</param>
/// <param name="Xz">Row 1, column 3.</param>
/// <param name="Yz">Row 2, column 3.</param>
/// <remarks>An inertia tensor carries the products of inertia with their sign in the matrix: Xy = −∫ x y dm.</remarks>
public readonly record struct SymmetricMatrix3d(double Xx, double Yy, double Zz, double Xy, double Xz, double Yz)
{
    /// <summary>The matrix with these three numbers on its diagonal.</summary>
    /// <param name="xx">Row 1, column 1.</param>
    /// <param name="yy">Row 2, column 2.</param>
    /// <param name="zz">Row 3, column 3.</param>
    public static SymmetricMatrix3d Diagonal(double xx, double yy, double zz) => new(xx, yy, zz, 0, 0, 0);

    /// <summary>a bᵀ + b aᵀ.</summary>
    /// <param name="a">First vector.</param>
    /// <param name="b">Second vector.</param>
    public static SymmetricMatrix3d SymmetricProduct(Vector3d a, Vector3d b) => new(
        2 * a.X * b.X, 2 * a.Y * b.Y, 2 * a.Z * b.Z,
        a.X * b.Y + a.Y * b.X, a.X * b.Z + a.Z * b.X, a.Y * b.Z + a.Z * b.Y);

    /// <summary>The same matrix in coordinates of another frame: R S Rᵀ.</summary>
    /// <param name="rotation">R, from this frame to the other.</param>
    public SymmetricMatrix3d Rotated(in Rotation3d rotation)
    {
        Vector3d x = this * rotation.RowX, y = this * rotation.RowY, z = this * rotation.RowZ;
        return new(
            rotation.RowX.Dot(x), rotation.RowY.Dot(y), rotation.RowZ.Dot(z),
            rotation.RowX.Dot(y), rotation.RowX.Dot(z), rotation.RowY.Dot(z));
    }

    /// <summary>Matrix times column.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="vector">The column.</param>
    public static Vector3d operator *(in SymmetricMatrix3d matrix, Vector3d vector) => new(
        matrix.Xx * vector.X + matrix.Xy * vector.Y + matrix.Xz * vector.Z,
        matrix.Xy * vector.X + matrix.Yy * vector.Y + matrix.Yz * vector.Z,
        matrix.Xz * vector.X + matrix.Yz * vector.Y + matrix.Zz * vector.Z);

    /// <summary>Every entry times a number.</summary>
    /// <param name="factor">The number.</param>
    /// <param name="matrix">The matrix.</param>
    public static SymmetricMatrix3d operator *(double factor, in SymmetricMatrix3d matrix) => new(
        factor * matrix.Xx, factor * matrix.Yy, factor * matrix.Zz, factor * matrix.Xy, factor * matrix.Xz, factor * matrix.Yz);

    /// <summary>The sum, entry by entry.</summary>
    /// <param name="left">First summand.</param>
    /// <param name="right">Second summand.</param>
    public static SymmetricMatrix3d operator +(in SymmetricMatrix3d left, in SymmetricMatrix3d right) => new(
        left.Xx + right.Xx, left.Yy + right.Yy, left.Zz + right.Zz, left.Xy + right.Xy, left.Xz + right.Xz, left.Yz + right.Yz);

    /// <summary>The difference, entry by entry.</summary>
    /// <param name="left">What is subtracted from.</param>
    /// <param name="right">What is subtracted.</param>
    public static SymmetricMatrix3d operator -(in SymmetricMatrix3d left, in SymmetricMatrix3d right) => new(
        left.Xx - right.Xx, left.Yy - right.Yy, left.Zz - right.Zz, left.Xy - right.Xy, left.Xz - right.Xz, left.Yz - right.Yz);
}
