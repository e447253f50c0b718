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
    public static Tensor<T> To<T>(string operation, Fold fold, Tensor<T> x, in Shape shape, PullBack<T> pullBack)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var node = x.Node;
        var tape = node.Tape;
        ref readonly var from = ref node.Layout;
        Broadcasting.Require(operation, shape, from.Shape);
        var numbers = tape.Dense(node);
        var result = tape.New(operation, shape);
        Run(tape, fold, numbers, from.Shape, shape, result.Numbers);
        tape.Connect(result, node, pullBack);
        return new Tensor<T>(result);
    }

    private static void Run<T>(Tape<T> tape, Fold fold, ReadOnlySpan<T> numbers, in Shape from, in Shape shape, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (numbers.Length == target.Length)
        {
            tape.Copy(numbers, target);
            return;
        }

        for (var (place, inner) = (Shape.MaxRank - 1, 1); ; place--)
        {
            for (; shape.Padded(place) == from.Padded(place); place--)
            {
                inner *= shape.Padded(place);
            }

            var count = 1;
            for (; place >= 0 && shape.Padded(place) == 1; place--)
            {
                count *= from.Padded(place);
            }

            var left = numbers.Length / count;
            var folded = left == target.Length ? target : tape.Scratch(left);
            tape.Kernels.Reduce(fold, numbers, folded, left / inner, count, inner);
            if (left == target.Length)
            {
                return;
            }

            numbers = folded;
            inner *= shape.Padded(place);
        }
    }
}
