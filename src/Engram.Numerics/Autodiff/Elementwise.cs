using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Runs a function over tensors, number by number, broadcasting.</summary>
internal static class Elementwise
{
    /// <summary>f(x).</summary>
    public static Tensor<T> Map<T, TFunction>(string operation, Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IUnaryFunction<T>
    {
        var tape = x.Tape;
        var numbers = tape.Dense(x.Node);
        var result = tape.Result(operation, x.Shape, out var target);
        Pointwise.Map<T, TFunction>(numbers, target, tape.Width);
        return result;
    }

    /// <summary>f(a, b).</summary>
    /// <exception cref="ShapeException">The shapes do not meet.</exception>
    public static Tensor<T> Combine<T, TFunction>(string operation, Tensor<T> a, Tensor<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        var (left, right) = (a.Node, b.Node);
        var tape = left.Tape;
        if (left.IsDense && right.IsDense && left.Layout.Shape == right.Layout.Shape)
        {
            var alike = tape.Result(operation, left.Layout.Shape, out var numbers);
            Pointwise.Combine<T, TFunction>(left.Numbers, 1, right.Numbers, 1, numbers, tape.Width);
            return alike;
        }

        var shape = Broadcasting.Common(operation, left.Layout.Shape, right.Layout.Shape);
        var result = tape.Result(operation, shape, out var target);
        Broadcast<T, TFunction>(Operand<T>.Of(left, shape), Operand<T>.Of(right, shape), shape, target, tape.Width);
        return result;
    }

    // Neighbouring places along which both operands step evenly are one run; the places outside are loops.
    private static void Broadcast<T, TFunction>(Operand<T> a, Operand<T> b, Shape shape, Span<T> target, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        var (run, aStep, bStep, place) = (1, 0, 0, Shape.MaxRank - 1);
        for (; place >= 0; place--)
        {
            var extent = shape.Padded(place);
            if (extent == 1)
            {
                continue;
            }

            if (run > 1 && (a.Layout.Stride(place) != aStep * run || b.Layout.Stride(place) != bStep * run))
            {
                break;
            }

            (aStep, bStep) = run > 1 ? (aStep, bStep) : (a.Layout.Stride(place), b.Layout.Stride(place));
            run *= extent;
        }

        var (e0, e1, e2) = (place >= 0 ? shape.Padded(0) : 1, place >= 1 ? shape.Padded(1) : 1, place >= 2 ? shape.Padded(2) : 1);
        var to = 0;
        for (var i = 0; i < e0; i++)
        {
            for (var j = 0; j < e1; j++)
            {
                for (var k = 0; k < e2; k++, to += run)
                {
                    Pointwise.Combine<T, TFunction>(a.At(i, j, k), aStep, b.At(i, j, k), bStep, target.Slice(to, run), width);
                }
            }
        }
    }

    // Numbers seen in the shape of the result. Their innermost step is 1, or 0 where they are broadcast.
    private readonly ref struct Operand<T>(ReadOnlySpan<T> storage, Layout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _storage = storage;

        public Layout Layout { get; } = layout;

        public static Operand<T> Of(Node<T> node, Shape shape)
        {
            var layout = node.Layout;
            return StepsByOne(layout)
                ? new Operand<T>(node.Storage, layout.BroadcastTo(shape))
                : new Operand<T>(node.Tape.Dense(node), Layout.Dense(layout.Shape, 0).BroadcastTo(shape));
        }

        public ReadOnlySpan<T> At(int i, int j, int k) =>
            _storage[(Layout.Offset + (i * Layout.Stride0) + (j * Layout.Stride1) + (k * Layout.Stride2))..];

        private static bool StepsByOne(Layout layout)
        {
            for (var place = Shape.MaxRank - 1; place >= 0; place--)
            {
                if (layout.Shape.Padded(place) > 1)
                {
                    return layout.Stride(place) is 0 or 1;
                }
            }

            return true;
        }
    }
}
