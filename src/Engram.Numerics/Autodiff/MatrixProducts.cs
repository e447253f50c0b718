using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Products of matrices, alone or in batches.</summary>
public static class MatrixProducts
{
    /// <summary>A B: [M, K] · [K, N] = [M, N]. Axes in front are a batch; they meet as <see cref="Broadcasting"/> says.</summary>
    /// <param name="a">[…, M, K].</param>
    /// <param name="b">[…, K, N].</param>
    /// <remarks>O(M K N) for each matrix. Every number is one chain of fused multiply-adds over k, see <see cref="MatrixProduct{T}"/>.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">There are fewer than two axes, the inner extents differ, or the batches do not meet.</exception>
    public static Tensor<T> MatMul<T>(this Tensor<T> a, Tensor<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (left, right) = (a.Shape, b.Shape);
        if (left.Rank < 2 || right.Rank < 2 || left[-1] != right[-2])
        {
            throw new ShapeException(nameof(MatMul), $"{left} and {right}",
                "It multiplies [..., M, K] by [..., K, N]: two axes at least, and the last of the first equals the last but one of the second. "
                + "Transpose one of them, or Reshape a vector to [1, n] or [n, 1].");
        }

        return Product(nameof(MatMul), a, b, new Turns(false, false));
    }

    // A or B may be read turned, which spares a view: the derivatives of a product are products of what it was made of, some of them turned.
    internal static Tensor<T> Product<T>(string operation, Tensor<T> a, Tensor<T> b, Turns turns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (one, other) = (a.Node, b.Node);
        var tape = one.Tape;
        var result = tape.New(operation, ShapeOf(operation, one.Layout.Shape, other.Layout.Shape, turns));
        Compute(tape, one.Storage, one.Layout, other.Storage, other.Layout, turns, result, default);
        result.Keep(turns);
        tape.Connect(
            result,
            one,
            static (y, g) => y.Kept<Turns>() switch
            {
                { Left: false, Right: var right } => Product(nameof(MatMul), g, y.Input(1), new Turns(false, !right)),
                { Right: var right } => Product(nameof(MatMul), y.Input(1), g, new Turns(right, true)),
            },
            other,
            static (y, g) => y.Kept<Turns>() switch
            {
                { Right: false, Left: var left } => Product(nameof(MatMul), y.Input(0), g, new Turns(!left, false)),
                { Left: var left } => Product(nameof(MatMul), g, y.Input(0), new Turns(true, left)),
            });
        return new Tensor<T>(result);
    }

    /// <summary>result = initial + A B, batch by batch; one initial row for each B, without gaps, or empty for zeros. Negative ones become 0 if
    /// rectified.</summary>
    internal static void Compute<T>(
        Tape<T> tape, ReadOnlySpan<T> a, in Layout left, ReadOnlySpan<T> b, in Layout right, Turns turns, Node<T> result, ReadOnlySpan<T> initial, bool rectify = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly var shape = ref result.Shape;
        if (shape.Padded(2) * shape.Padded(3) == shape.Count && !Repeats(right))
        {
            Multiply(tape, a[left.Offset..], left, b[right.Offset..], right, turns, initial, result.Numbers, shape, rectify);
            return;
        }

        ComputeBatch(tape, a, left, b, right, turns, result, initial, rectify);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // few products come in batches: those that do not need not make room for what these remember
    private static void ComputeBatch<T>(
        Tape<T> tape, ReadOnlySpan<T> a, in Layout left, ReadOnlySpan<T> b, in Layout own, Turns turns, Node<T> result, ReadOnlySpan<T> initial, bool rectify)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly var shape = ref result.Shape;
        var matrix = shape.Padded(2) * shape.Padded(3);
        var numbers = result.Numbers;
        var repeats = Repeats(own);
        var rightStorage = repeats ? tape.Dense(b, own) : b;
        var right = repeats ? Layout.Dense(own.Shape, 0) : own;
        var (leftBatch, rightBatch) = (Steps(left, shape), Steps(right, shape));
        var start = initial.IsEmpty ? default : Steps(Layout.Dense(own.Shape.WithPadded(2, 1), 0), shape);
        for (int i = 0, to = 0; i < shape.Padded(0); i++)
        {
            for (var j = 0; j < shape.Padded(1); j++, to += matrix)
            {
                Multiply(
                    tape,
                    a[(left.Offset + (i * leftBatch.First) + (j * leftBatch.Second))..],
                    left,
                    rightStorage[(right.Offset + (i * rightBatch.First) + (j * rightBatch.Second))..],
                    right,
                    turns,
                    initial.IsEmpty ? initial : initial.Slice((i * start.First) + (j * start.Second), shape.Padded(3)),
                    numbers.Slice(to, matrix),
                    shape,
                    rectify);
            }
        }
    }

    // Whether one number stands for many along an axis of each matrix, which no stride of a product says.
    private static bool Repeats(in Layout right) => (right.Stride2 == 0 && right.Shape.Padded(2) > 1) || (right.Stride3 == 0 && right.Shape.Padded(3) > 1);

    // One of a batch, or the only one.
    [MethodImpl(MethodImplOptions.NoInlining)] // its product is large, and whoever inlined it would clear room for one whether or not it is needed
    private static void Multiply<T>(
        Tape<T> tape, ReadOnlySpan<T> a, in Layout left, ReadOnlySpan<T> b, in Layout right, Turns turns, ReadOnlySpan<T> initial, Span<T> c,
        in Shape shape, bool rectify)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => tape.Kernels.Multiply(new MatrixProduct<T>
        {
            A = a,
            RowStride = turns.Left ? left.Stride3 : left.Stride2,
            InnerStride = turns.Left ? left.Stride2 : left.Stride3,
            B = b,
            RightInnerStride = turns.Right ? right.Stride3 : right.Stride2,
            RightColumnStride = turns.Right ? right.Stride2 : right.Stride3,
            Initial = initial,
            C = c,
            Rows = shape.Padded(2),
            Columns = shape.Padded(3),
            Inner = left.Shape.Padded(turns.Left ? 2 : 3),
            Rectify = rectify,
        });

    // From one matrix of a batch to the next; none where the same one is taken again and again.
    private static (int First, int Second) Steps(in Layout layout, in Shape shape) => (
        layout.Shape.Padded(0) == shape.Padded(0) ? layout.Stride0 : 0,
        layout.Shape.Padded(1) == shape.Padded(1) ? layout.Stride1 : 0);

    /// <summary>The shape of a product. Most are of two matrices and need no rule of broadcasting.</summary>
    internal static Shape ShapeOf(string operation, in Shape left, in Shape right, Turns turns)
    {
        var (rows, columns) = (left.Padded(turns.Left ? 3 : 2), right.Padded(turns.Right ? 2 : 3));
        return left.Rank == 2 && right.Rank == 2
            ? Shape.FromPadded(2, 1, 1, rows, columns)
            : Broadcasting.Common(operation, left.WithPadded(2, rows).WithPadded(3, 1), right.WithPadded(2, 1).WithPadded(3, columns));
    }

    /// <summary>Which of the two matrices are read with rows and columns exchanged.</summary>
    internal readonly record struct Turns(bool Left, bool Right);
}
