using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>The same numbers seen in another way. Nothing is copied unless said.</summary>
public static class Views
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="x">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The numbers in their order, with other extents. Numbers that do not lie row by row (after <see cref="Swap"/>, say) are
        /// copied.</summary>
        /// <param name="shape">As many numbers.</param>
        /// <exception cref="ShapeException">It has more or fewer.</exception>
        public Tensor<T> Reshape(Shape shape)
        {
            if (shape.Count != x.Shape.Count)
            {
                throw new ShapeException(nameof(Reshape), $"{x.Shape} and {shape}", $"The number of numbers stays the same; these have {x.Shape.Count} and {shape.Count}.");
            }

            if (shape == x.Shape)
            {
                return x;
            }

            Tensor<T> reshaped;
            if (x.Node.IsDense)
            {
                reshaped = x.Tape.View(nameof(Reshape), x.Node, Layout.Dense(shape, x.Node.Layout.Offset));
            }
            else
            {
                var copy = x.Tape.New(nameof(Reshape), shape);
                x.Tape.Copy(x.Node.Storage, x.Node.Layout, copy.Numbers);
                reshaped = new Tensor<T>(copy);
            }

            return reshaped.DependsOn(x, static (y, g) => g.Reshape(y.Input(0).Shape));
        }

        /// <summary>With two axes exchanged; a view.</summary>
        /// <param name="one">An axis.</param>
        /// <param name="other">Another.</param>
        public Tensor<T> Swap(int one, int other)
        {
            var places = (x.Shape.Position(one), x.Shape.Position(other));
            return x.Tape.View(nameof(Swap), x.Node, x.Node.Layout.Swap(places.Item1, places.Item2))
                .Keep(new Places(places.Item1 - Shape.MaxRank, places.Item2 - Shape.MaxRank))
                .DependsOn(x, static (y, g) => g.Swap(y.Kept<Places>().One, y.Kept<Places>().Other));
        }

        /// <summary>The matrix, or each matrix of a batch, transposed: the last two axes exchanged; a view.</summary>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        public Tensor<T> Transpose() => x.Shape.Rank >= 2
            ? x.Swap(-2, -1)
            : throw new ShapeException(nameof(Transpose), $"{x.Shape}", "It exchanges the last two axes and needs two. Reshape a vector to [1, n] or [n, 1] first.");

        /// <summary>Some neighbouring numbers of one axis; a view.</summary>
        /// <param name="axis">Which axis.</param>
        /// <param name="start">The first number.</param>
        /// <param name="length">How many, at least 1.</param>
        /// <exception cref="ShapeException">The axis has no such numbers.</exception>
        public Tensor<T> Slice(int axis, int start, int length)
        {
            Piece.Require(nameof(Slice), x.Shape, axis, start, length);
            var place = x.Shape.Position(axis);
            return x.Tape.View(nameof(Slice), x.Node, x.Node.Layout.Slice(place, start, length))
                .Keep(new Piece(place - Shape.MaxRank, start))
                .DependsOn(x, static (y, g) => g.Pad(y.Kept<Piece>().Axis, y.Kept<Piece>().Start, y.Input(0).Shape[y.Kept<Piece>().Axis]));
        }

        /// <summary>With zeros in front and behind along one axis: the reverse of <see cref="Slice"/>. Copies.</summary>
        /// <param name="axis">Which axis.</param>
        /// <param name="start">How many zeros in front.</param>
        /// <param name="extent">The extent it has then.</param>
        /// <exception cref="ShapeException">The numbers do not fit.</exception>
        public Tensor<T> Pad(int axis, int start, int extent)
        {
            var place = x.Shape.Position(axis);
            var (shape, length) = (x.Shape.WithPadded(place, extent), x.Shape[axis]);
            Piece.Require(nameof(Pad), shape, axis, start, length);
            var result = x.Tape.New(nameof(Pad), shape);
            x.Tape.Zero(result.Numbers);
            Piece.Write(x, place, result.Numbers, start, extent);
            return new Tensor<T>(result)
                .Keep(new Piece(place - Shape.MaxRank, start))
                .DependsOn(x, static (y, g) => g.Slice(y.Kept<Piece>().Axis, y.Kept<Piece>().Start, y.Input(0).Shape[y.Kept<Piece>().Axis]));
        }

        /// <summary>The same numbers as a constant: gradients end here. A view.</summary>
        public Tensor<T> Detach() => x.Tape.View(nameof(Detach), x.Node, x.Node.Layout);
    }

    private readonly record struct Places(int One, int Other);
}
