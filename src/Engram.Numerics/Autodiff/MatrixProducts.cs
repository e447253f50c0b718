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

        var batch = Broadcasting.Common(nameof(MatMul), left.WithPadded(2, 1).WithPadded(3, 1), right.WithPadded(2, 1).WithPadded(3, 1));
        var result = a.Tape.Result(nameof(MatMul), batch.WithPadded(2, left[-2]).WithPadded(3, right[-1]), out var numbers);
        Compute(a.Node, b.Node, result.Shape, numbers, default, default);
        return result
            .DependsOn(a, static (y, g) => g.MatMul(y.Input(1).Transpose()))
            .DependsOn(b, static (y, g) => y.Input(0).Transpose().MatMul(g));
    }

    /// <summary>numbers = initial + A B, batch by batch; the initial rows lie as said, or are empty for zeros.</summary>
    internal static void Compute<T>(Node<T> a, Node<T> b, in Shape shape, Span<T> numbers, ReadOnlySpan<T> initial, in Layout initials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = a.Tape;
        var (rows, columns, inner) = (shape.Padded(2), shape.Padded(3), a.Layout.Shape.Padded(3));
        var left = a.Layout.BroadcastTo(shape.WithPadded(3, inner));
        var right = b.Layout.BroadcastTo(shape.WithPadded(2, inner));
        for (int i = 0, to = 0; i < shape.Padded(0); i++)
        {
            for (var j = 0; j < shape.Padded(1); j++, to += rows * columns)
            {
                new MatrixProduct<T>
                {
                    A = a.Storage.AsSpan(left.Offset + (i * left.Stride0) + (j * left.Stride1)),
                    RowStride = left.Stride2,
                    InnerStride = left.Stride3,
                    B = b.Storage.AsSpan(right.Offset + (i * right.Stride0) + (j * right.Stride1)),
                    RightInnerStride = right.Stride2,
                    RightColumnStride = right.Stride3,
                    Initial = initial.IsEmpty ? initial : initial.Slice((i * initials.Stride0) + (j * initials.Stride1), columns),
                    C = numbers.Slice(to, rows * columns),
                    Rows = rows,
                    Columns = columns,
                    Inner = inner,
                }.Compute(tape.Width);
            }
        }
    }
}
