using System.Numerics;
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
        var left = turns.Left ? one.Layout.Turned : one.Layout;
        var right = turns.Right ? other.Layout.Turned : other.Layout;
        var batch = Broadcasting.Common(operation, left.Shape.WithPadded(3, 1), right.Shape.WithPadded(2, 1));
        var result = one.Tape.Result(operation, batch, out var numbers);
        Compute(one, left, other, right, batch, numbers, default, default);
        return result.Keep(turns)
            .DependsOn(a, static (y, g) => y.Kept<Turns>() switch
            {
                { Left: false, Right: var right } => Product(nameof(MatMul), g, y.Input(1), new Turns(false, !right)),
                { Right: var right } => Product(nameof(MatMul), y.Input(1), g, new Turns(right, true)),
            })
            .DependsOn(b, static (y, g) => y.Kept<Turns>() switch
            {
                { Right: false, Left: var left } => Product(nameof(MatMul), y.Input(0), g, new Turns(!left, false)),
                { Left: var left } => Product(nameof(MatMul), g, y.Input(0), new Turns(true, left)),
            });
    }

    /// <summary>numbers = initial + A B, batch by batch; the initial rows lie as said, or are empty for zeros. Negative ones become 0 if rectified.</summary>
    internal static void Compute<T>(
        Node<T> a, in Layout aLayout, Node<T> b, in Layout bLayout, in Shape shape, Span<T> numbers, ReadOnlySpan<T> initial, in Layout initials, bool rectify = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = a.Tape;
        var (rows, columns, inner) = (shape.Padded(2), shape.Padded(3), aLayout.Shape.Padded(3));
        var left = aLayout.BroadcastTo(shape.WithPadded(3, inner));
        var repeats = (bLayout.Stride2 == 0 && inner > 1) || (bLayout.Stride3 == 0 && columns > 1); // one number for many, which no stride says
        var rightStorage = repeats ? tape.Dense(b, bLayout) : b.Storage;
        var right = (repeats ? Layout.Dense(bLayout.Shape, 0) : bLayout).BroadcastTo(shape.WithPadded(2, inner));
        for (int i = 0, to = 0; i < shape.Padded(0); i++)
        {
            for (var j = 0; j < shape.Padded(1); j++, to += rows * columns)
            {
                tape.Kernels.Multiply(new MatrixProduct<T>
                {
                    A = a.Storage.AsSpan(left.Offset + (i * left.Stride0) + (j * left.Stride1)),
                    RowStride = left.Stride2,
                    InnerStride = left.Stride3,
                    B = rightStorage[(right.Offset + (i * right.Stride0) + (j * right.Stride1))..],
                    RightInnerStride = right.Stride2,
                    RightColumnStride = right.Stride3,
                    Initial = initial.IsEmpty ? initial : initial.Slice((i * initials.Stride0) + (j * initials.Stride1), columns),
                    C = numbers.Slice(to, rows * columns),
                    Rows = rows,
                    Columns = columns,
                    Inner = inner,
                    Rectify = rectify,
                });
            }
        }
    }

    /// <summary>Which of the two matrices are read with rows and columns exchanged.</summary>
    internal readonly record struct Turns(bool Left, bool Right);
}
