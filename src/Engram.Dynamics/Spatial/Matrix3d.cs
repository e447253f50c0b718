namespace Engram.Dynamics.Spatial;

/// <summary>Any 3×3 matrix, as three rows.</summary>
internal readonly record struct Matrix3d(Vector3d RowX, Vector3d RowY, Vector3d RowZ)
{
    /// <summary>The matrix that multiplies as <paramref name="vector"/> × does.</summary>
    public static Matrix3d Cross(Vector3d vector) => new(
        new(0, -vector.Z, vector.Y), new(vector.Z, 0, -vector.X), new(-vector.Y, vector.X, 0));

    /// <summary>a bᵀ.</summary>
    public static Matrix3d Outer(Vector3d a, Vector3d b) => new(a.X * b, a.Y * b, a.Z * b);

    public Matrix3d Transposed =>
        new(new(RowX.X, RowY.X, RowZ.X), new(RowX.Y, RowY.Y, RowZ.Y), new(RowX.Z, RowY.Z, RowZ.Z));

    /// <summary>The matrix plus its transpose.</summary>
    public SymmetricMatrix3d PlusTransposed => new(
        2 * RowX.X, 2 * RowY.Y, 2 * RowZ.Z, RowX.Y + RowY.X, RowX.Z + RowZ.X, RowY.Z + RowZ.Y);

    /// <summary>The same linear map in the coordinates that <paramref name="rotation"/> leads to: R A Rᵀ.</summary>
    public Matrix3d Rotated(in Rotation3d rotation)
    {
        var outer = new Matrix3d(rotation.RowX, rotation.RowY, rotation.RowZ);
        return outer * this * outer.Transposed;
    }

    public static implicit operator Matrix3d(in SymmetricMatrix3d matrix) => new(
        new(matrix.Xx, matrix.Xy, matrix.Xz), new(matrix.Xy, matrix.Yy, matrix.Yz), new(matrix.Xz, matrix.Yz, matrix.Zz));

    public static Vector3d operator *(in Matrix3d matrix, Vector3d vector) =>
        new(matrix.RowX.Dot(vector), matrix.RowY.Dot(vector), matrix.RowZ.Dot(vector));

    public static Matrix3d operator *(in Matrix3d left, in Matrix3d right)
    {
        var columns = right.Transposed;
        return new(columns * left.RowX, columns * left.RowY, columns * left.RowZ);
    }

    public static Matrix3d operator *(double factor, in Matrix3d matrix) => new(factor * matrix.RowX, factor * matrix.RowY, factor * matrix.RowZ);

    public static Matrix3d operator +(in Matrix3d left, in Matrix3d right) =>
        new(left.RowX + right.RowX, left.RowY + right.RowY, left.RowZ + right.RowZ);
}
