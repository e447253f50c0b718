using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Folds a tensor along axes.</summary>
internal static class Folding
{
    /// <summary>The shape with extent 1 in the folded axes.</summary>
    public static Shape Kept(Shape shape, ReadOnlySpan<int> axes)
    {
        var kept = shape;
        if (axes.IsEmpty)
        {
            for (var place = 0; place < Shape.MaxRank; place++)
            {
                kept = kept.WithPadded(place, 1);
            }
        }

        foreach (var axis in axes)
        {
            kept = kept.WithPadded(shape.Position(axis), 1);
        }

        return kept;
    }

    /// <summary>The shape without the folded axes.</summary>
    public static Shape Dropped(Shape shape, ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty)
        {
            return Shape.Scalar;
        }

        Span<bool> folded = stackalloc bool[Shape.MaxRank];
        foreach (var axis in axes)
        {
            folded[shape.Position(axis)] = true;
        }

        Span<int> extents = stackalloc int[Shape.MaxRank];
        var rank = 0;
        for (var place = Shape.MaxRank - shape.Rank; place < Shape.MaxRank; place++)
        {
            if (!folded[place])
            {
                extents[rank++] = shape.Padded(place);
            }
        }

        return new Shape(extents[..rank]);
    }

    /// <summary>Folds along every place in which the shape has 1 and the tensor more: innermost first, neighbouring places as one.</summary>
    public static Tensor<T> To<T>(string operation, Fold fold, Tensor<T> x, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Broadcasting.Require(operation, shape, x.Shape);
        var tape = x.Tape;
        var numbers = tape.Dense(x.Node);
        var result = tape.Result(operation, shape, out var target);
        var (left, inner) = (numbers.Length, 1); // numbers not folded yet, and how many lie inside the place looked at
        for (var place = Shape.MaxRank - 1; left > target.Length; place--)
        {
            var count = 1;
            for (; place >= 0 && (shape.Padded(place) == 1 || x.Shape.Padded(place) == 1); place--)
            {
                count *= x.Shape.Padded(place);
            }

            if (count > 1)
            {
                left /= count;
                var folded = left == target.Length ? target : tape.Scratch(left);
                tape.Kernels.Reduce(fold, numbers, folded, left / inner, count, inner);
                numbers = folded;
            }

            inner *= place >= 0 ? shape.Padded(place) : 1;
        }

        if (numbers.Length == target.Length && !numbers.Overlaps(target))
        {
            numbers.CopyTo(target);
        }

        return result;
    }
}
