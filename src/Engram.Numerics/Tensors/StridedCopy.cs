using System.Numerics;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tensors;

/// <summary>Brings the numbers of a view into rows without gaps.</summary>
internal static class StridedCopy
{
    public static void ToDense<T>(Node<T> source, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ToDense(source.Layout, source.Storage, target);

    public static void ToDense<T>(Layout layout, ReadOnlySpan<T> storage, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (layout.IsDense)
        {
            storage.Slice(layout.Offset, target.Length).CopyTo(target);
            return;
        }

        var shape = layout.Shape;
        var matrix = shape.Padded(2) * shape.Padded(3);
        for (int first = 0, to = 0; first < shape.Padded(0); first++)
        {
            for (var second = 0; second < shape.Padded(1); second++, to += matrix)
            {
                var from = layout.Offset + (first * layout.Stride0) + (second * layout.Stride1);
                Matrix(storage[from..], target.Slice(to, matrix), shape.Padded(2), shape.Padded(3), layout.Stride2, layout.Stride3);
            }
        }
    }

    private static void Matrix<T>(ReadOnlySpan<T> source, Span<T> target, int rows, int columns, int rowStride, int columnStride)
        where T : unmanaged
    {
        if (columnStride == 1)
        {
            for (var row = 0; row < rows; row++)
            {
                source.Slice(row * rowStride, columns).CopyTo(target.Slice(row * columns, columns));
            }

            return;
        }

        if (columnStride == 0)
        {
            for (var row = 0; row < rows; row++)
            {
                target.Slice(row * columns, columns).Fill(source[row * rowStride]);
            }

            return;
        }

        if (rowStride == 1 && columnStride >= rows)
        {
            Transposition.Turn(source, target, columns, rows, columnStride);
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                target[(row * columns) + column] = source[(row * rowStride) + (column * columnStride)];
            }
        }
    }
}
