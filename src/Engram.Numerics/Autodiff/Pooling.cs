using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Images made smaller: one number for what a window sees, channel by channel.</summary>
public static class Pooling
{
    /// <summary>The largest number that each window sees, channel by channel; the window slides without padding.</summary>
    /// <param name="x">Images, [n, channels, height, width].</param>
    /// <param name="window">Rows and columns of the window.</param>
    /// <param name="stride">How far it moves.</param>
    /// <remarks>The first of several that are largest, row by row, gets the gradient; a NaN counts as the largest.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The window does not fit.</exception>
    public static Tensor<T> MaxPool<T>(this Tensor<T> x, int window, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var patches = PoolPatches(nameof(MaxPool), x.Shape, window, stride);
        var image = x.Tape.Dense(x.Node);
        var shape = new Shape(x.Shape[0], x.Shape[1], patches.Rows, patches.Columns);
        Span<int> places = x.Tape.Integers(shape.Count);
        for (var index = 0; index < places.Length; index++)
        {
            var (plane, row, column) = (index / patches.Windows, index / patches.Columns % patches.Rows, index % patches.Columns);
            var first = (((plane * patches.Height) + (row * stride)) * patches.Width) + (column * stride);
            var largest = first;
            for (var seen = 1; seen < window * window; seen++)
            {
                var place = first + (seen / window * patches.Width) + (seen % window);
                largest = T.IsNaN(image[largest]) || image[place] <= image[largest] ? largest : place;
            }

            places[index] = largest;
        }

        return x.Take(places, shape);
    }

    /// <summary>The mean of what each window sees, channel by channel; the window slides without padding.</summary>
    /// <param name="x">Images, [n, channels, height, width].</param>
    /// <param name="window">Rows and columns of the window.</param>
    /// <param name="stride">How far it moves.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The window does not fit.</exception>
    public static Tensor<T> MeanPool<T>(this Tensor<T> x, int window, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var patches = PoolPatches(nameof(MeanPool), x.Shape, window, stride);
        var planes = x.Reshape(new Shape(x.Shape[0] * x.Shape[1], 1, patches.Height, patches.Width));
        var share = T.One / T.CreateChecked(window * window);
        return planes.Convolve(x.Tape.Full(new Shape(1, 1, window, window), share), stride)
            .Reshape(new Shape(x.Shape[0], x.Shape[1], patches.Rows, patches.Columns));
    }

    private static ImagePatches PoolPatches(string operation, Shape x, int window, int stride) => x.Rank == Shape.MaxRank && window >= 1
        ? Convolutions.Patches(operation, x, new Shape(1, x[1], window, window), stride, 0)
        : throw new ShapeException(operation, $"{x}, window {window}", "It takes images [n, channels, height, width] and a window of at least 1.");
}
