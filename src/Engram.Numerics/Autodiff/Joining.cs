using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Several tensors as one.</summary>
public static class Joining
{
    /// <summary>Two tensors one behind the other along an axis.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second; the same shape but for the axis.</param>
    /// <param name="axis">Which axis.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">Another extent differs too.</exception>
    public static Tensor<T> Join<T>(this Tensor<T> a, Tensor<T> b, int axis)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var place = a.Shape.Position(axis);
        var (first, second) = (a.Shape.Padded(place), b.Shape.Padded(place));
        if (a.Shape.Rank != b.Shape.Rank || a.Shape.WithPadded(place, second) != b.Shape)
        {
            throw new ShapeException(nameof(Join), $"{a.Shape} and {b.Shape}, axis {axis}", "Only the extent of that axis may differ. Reshape or Slice one of them.");
        }

        var result = a.Tape.New(nameof(Join), a.Shape.WithPadded(place, first + second));
        Piece.Write(a, place, result.Numbers, 0, first + second);
        Piece.Write(b, place, result.Numbers, first, first + second);
        return new Tensor<T>(result).Keep(new Piece(place - Shape.MaxRank, first))
            .DependsOn(a, static (y, g) => g.Slice(y.Kept<Piece>().Axis, 0, y.Kept<Piece>().Start))
            .DependsOn(b, static (y, g) => g.Slice(y.Kept<Piece>().Axis, y.Kept<Piece>().Start, g.Shape[y.Kept<Piece>().Axis] - y.Kept<Piece>().Start));
    }

    /// <summary>Tensors one behind the other along an axis.</summary>
    /// <param name="tensors">At least one; the same shapes but for the axis.</param>
    /// <param name="axis">Which axis.</param>
    /// <remarks>Joined in pairs: each number is copied about log₂ n times.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">Another extent differs too.</exception>
    /// <exception cref="ArgumentException">There are no tensors.</exception>
    public static Tensor<T> Concat<T>(ReadOnlySpan<Tensor<T>> tensors, int axis)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => tensors.Length switch
        {
            0 => throw new ArgumentException("Concat needs at least one tensor.", nameof(tensors)),
            1 => tensors[0],
            _ => Concat(tensors[..(tensors.Length / 2)], axis).Join(Concat(tensors[(tensors.Length / 2)..], axis), axis),
        };
}
