using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Runs a function over tensors, number by number, broadcasting.</summary>
internal static class Elementwise
{
    // A row that meets many is copied as often, where a call for each would take longer than its numbers.
    private const int ShortRun = 128;
    private const int MostRepeated = 4096;

    /// <summary>f(x).</summary>
    public static Tensor<T> Map<T>(string operation, Unary function, Tensor<T> x, PullBack<T>? pullBack)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = x.Node;
        var tape = input.Tape;
        var numbers = tape.Dense(input);
        var result = tape.New(operation, input.Shape);
        tape.Kernels.Map(function, numbers, result.Numbers);
        tape.Connect(result, input, pullBack);
        return new Tensor<T>(result);
    }

    /// <summary>f(a, b).</summary>
    /// <exception cref="ShapeException">The shapes do not meet.</exception>
    public static Tensor<T> Combine<T>(string operation, Binary function, Tensor<T> a, Tensor<T> b, PullBack<T>? toA, PullBack<T>? toB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (left, right) = (a.Node, b.Node);
        var tape = left.Tape;
        var (aStep, bStep) = (Step(left), Step(right));
        Node<T> result;
        if ((aStep | bStep) >= 0 && left.Shape == right.Shape)
        {
            result = aStep == 1 ? tape.Like(operation, left) : tape.New(operation, left.Shape);
            tape.Kernels.Combine(function, From(left), aStep, From(right), bStep, result.Numbers);
        }
        else
        {
            result = Meet(operation, function, left, right);
        }

        tape.Connect(result, left, toA, right, toB);
        return new Tensor<T>(result);
    }

    /// <summary>b = a + b, if b is the last place on its tape, has its numbers for itself, and nothing is recorded. The caller sees to it that nobody
    /// else has b.</summary>
    /// <returns>Whether that was so.</returns>
    public static bool AddInPlace<T>(Node<T> a, Node<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (tape, aStep) = (b.Tape, Step(a));
        if (!b.IsOwner || b.Id != tape.Count - 1 || tape.IsRecording || tape.FindsNaN || aStep < 0 || a.Shape != b.Shape)
        {
            return false;
        }

        tape.Kernels.Combine(Binary.Add, From(a), aStep, b.Numbers, 1, b.Numbers);
        return true;
    }

    // From one number to the next: 1 where they lie row by row, 0 where all are one, negative where neither.
    private static int Step<T>(Node<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => node.IsDense ? 1 : node.Layout.IsOne ? 0 : -1;

    private static ReadOnlySpan<T> From<T>(Node<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => node.Storage.AsSpan(node.Layout.Offset);

    // Two shapes, or numbers that lie in another way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Node<T> Meet<T>(string operation, Binary function, Node<T> left, Node<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = left.Tape;
        Node<T> result;
        if (left.IsDense && IsNumberFor(right, left.Shape))
        {
            result = tape.Like(operation, left);
            tape.Kernels.Combine(function, left.Numbers, 1, From(right), 0, result.Numbers);
            return result;
        }

        if (right.IsDense && IsNumberFor(left, right.Shape))
        {
            result = tape.Like(operation, right);
            tape.Kernels.Combine(function, From(left), 0, right.Numbers, 1, result.Numbers);
            return result;
        }

        var shape = Broadcasting.Common(operation, left.Shape, right.Shape);
        var a = Operand<T>.Of(left, shape);
        var b = Operand<T>.Of(right, shape);
        result = tape.New(operation, shape);
        Broadcast(tape, function, a, b, shape, result.Numbers);
        return result;
    }

    // Whether a tensor has one number, which meets all of a shape.
    private static bool IsNumberFor<T>(Node<T> node, in Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => node.Shape.Count == 1 && node.Shape.Rank <= shape.Rank;

    // Neighbouring places along which both operands step evenly are one run; the places outside are loops.
    private static void Broadcast<T>(Tape<T> tape, Binary function, in Operand<T> a, in Operand<T> b, in Shape shape, Span<T> target)
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

        if (aStep == 1 && bStep == 1 && run <= ShortRun && target.Length <= MostRepeated && (a.IsWhole || a.Repeats(place)) && (b.IsWhole || b.Repeats(place)))
        {
            tape.Kernels.Combine(function, a.Whole(run, tape, target.Length), 1, b.Whole(run, tape, target.Length), 1, target);
            return;
        }

        var (e0, e1, e2) = (place >= 0 ? shape.Padded(0) : 1, place >= 1 ? shape.Padded(1) : 1, place >= 2 ? shape.Padded(2) : 1);
        var to = 0;
        for (var i = 0; i < e0; i++)
        {
            for (var j = 0; j < e1; j++)
            {
                for (var k = 0; k < e2; k++, to += run)
                {
                    tape.Kernels.Combine(function, a.At(i, j, k), aStep, b.At(i, j, k), bStep, target.Slice(to, run));
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
            : new Operand<T>(node.Tape.Dense(node), Layout.Dense(node.Shape, 0).BroadcastTo(shape));

        public ReadOnlySpan<T> At(int i, int j, int k) =>
            _storage[(Layout.Offset + (i * Layout.Stride0) + (j * Layout.Stride1) + (k * Layout.Stride2))..];

        /// <summary>Whether the numbers lie row by row.</summary>
        public bool IsWhole => Layout.IsDense;

        /// <summary>Whether all runs are the same: places up to this one do not move.</summary>
        public bool Repeats(int place)
        {
            for (; place >= 0; place--)
            {
                if (Layout.Stride(place) != 0 && Layout.Shape.Padded(place) > 1)
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The numbers row by row: where they lie, or one run again and again, twice as many with each copy.</summary>
        public ReadOnlySpan<T> Whole(int run, Tape<T> tape, int count)
        {
            var first = _storage.Slice(Layout.Offset, IsWhole ? count : run);
            if (first.Length == count)
            {
                return first;
            }

            var all = tape.Scratch(count);
            tape.Copy(first, all[..run]);
            for (var done = run; done < count; done *= 2)
            {
                var next = Math.Min(done, count - done);
                tape.Copy(all[..next], all.Slice(done, next));
            }

            return all;
        }

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
