using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Runs a function over tensors, number by number, broadcasting.</summary>
internal static class Elementwise
{
    /// <summary>f(x).</summary>
    public static Tensor<T> Map<T>(string operation, Unary function, Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var node = x.Node;
        var tape = node.Tape;
        var numbers = tape.Dense(node);
        var result = tape.Result(operation, node.Layout.Shape, out var target);
        tape.Kernels.Map(function, numbers, target);
        return result;
    }

    /// <summary>f(a, b).</summary>
    /// <exception cref="ShapeException">The shapes do not meet.</exception>
    public static Tensor<T> Combine<T>(string operation, Binary function, Tensor<T> a, Tensor<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (left, right) = (a.Node, b.Node);
        var tape = left.Tape;
        var shape = left.Layout.Shape;
        if (shape != right.Layout.Shape)
        {
            return Meet(operation, function, left, right);
        }

        var (aStep, bStep) = (Step(left), Step(right));
        if ((aStep | bStep) < 0)
        {
            return Meet(operation, function, left, right);
        }

        var result = tape.Result(operation, shape, out var target);
        tape.Kernels.Combine(function, From(left), aStep, From(right), bStep, target);
        return result;
    }

    // From one number to the next: 1 where they lie row by row, 0 where all are one, negative where neither.
    private static int Step<T>(Node<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => node.IsDense ? 1 : node.Layout.IsOne ? 0 : -1;

    private static ReadOnlySpan<T> From<T>(Node<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => node.Storage.AsSpan(node.Layout.Offset);

    // Two shapes, or numbers that lie in another way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor<T> Meet<T>(string operation, Binary function, Node<T> left, Node<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = left.Tape;
        var shape = Broadcasting.Common(operation, left.Layout.Shape, right.Layout.Shape);
        var result = tape.Result(operation, shape, out var target);
        Broadcast(tape.Kernels, function, Operand<T>.Of(left, shape), Operand<T>.Of(right, shape), shape, target);
        return result;
    }

    // Neighbouring places along which both operands step evenly are one run; the places outside are loops.
    private static void Broadcast<T>(IKernels<T> kernels, Binary function, in Operand<T> a, in Operand<T> b, in Shape shape, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
                    kernels.Combine(function, a.At(i, j, k), aStep, b.At(i, j, k), bStep, target.Slice(to, run));
                }
            }
        }
    }

    // Numbers seen in the shape of the result. Their innermost step is 1, or 0 where they are broadcast.
    private readonly ref struct Operand<T>(ReadOnlySpan<T> storage, Layout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public readonly Layout Layout = layout;
        private readonly ReadOnlySpan<T> _storage = storage;

        public static Operand<T> Of(Node<T> node, in Shape shape) => StepsByOne(node.Layout)
            ? new Operand<T>(node.Storage, node.Layout.BroadcastTo(shape))
            : new Operand<T>(node.Tape.Dense(node), Layout.Dense(node.Layout.Shape, 0).BroadcastTo(shape));

        public ReadOnlySpan<T> At(int i, int j, int k) =>
            _storage[(Layout.Offset + (i * Layout.Stride0) + (j * Layout.Stride1) + (k * Layout.Stride2))..];

        private static bool StepsByOne(in Layout layout)
        {
            var innermost = layout.Shape.Padded(3) > 1 ? layout.Stride3
                : layout.Shape.Padded(2) > 1 ? layout.Stride2
                : layout.Shape.Padded(1) > 1 ? layout.Stride1
                : layout.Shape.Padded(0) > 1 ? layout.Stride0
                : 0;
            return innermost is 0 or 1;
        }
    }
}
