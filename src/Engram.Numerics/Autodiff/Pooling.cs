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
    /// <param name="activation">What follows. A rectified linear unit does the same before and behind; here it meets a fraction of the numbers, and so does its
    /// gradient.</param>
    /// <remarks>The first of several that are largest, row by row, gets the gradient; a NaN counts as the largest.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The window does not fit.</exception>
    public static Tensor<T> MaxPool<T>(this Tensor<T> x, int window, int stride, Activation activation = Activation.Identity)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var patches = PoolPatches(nameof(MaxPool), x.Shape, window, stride);
        var image = x.Tape.Dense(x.Node);
        var shape = new Shape(x.Shape[0], x.Shape[1], patches.Rows, patches.Columns);
        var places = x.Tape.Integers(shape.Count);
        var result = x.Tape.Result(nameof(MaxPool), shape, out var largest);
        WindowMaximum.Find(image, patches, largest, places);
        if (activation == Activation.Relu)
        {
            x.Tape.Kernels.Map(Unary.Relu, largest, largest);
        }

        result.Node.Integers = places;
        Layers.Activate(activation, result.Node);
        return result.Keep(patches).DependsOn(x, static (y, g) => Unpool(g, y));
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

    // As Put, with places that are known to be right.
    private static Tensor<T> Unpool<T>(Tensor<T> g, Tensor<T> pooled)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var places = pooled.Integers;
        var numbers = g.Tape.Dense(g.Node);
        var result = g.Tape.Result(nameof(MaxPool), pooled.Input(0).Shape, out var target);
        WindowSpread.Put(numbers, places, pooled.Kept<ImagePatches>(), target);
        result.Node.Integers = pooled.Node.Integers;
        return result.DependsOn(g, static (y, u) => u.Take(y.Integers, y.Input(0).Shape));
    }

    private static ImagePatches PoolPatches(string operation, Shape x, int window, int stride) => x.Rank == Shape.MaxRank && window >= 1
        ? Convolutions.Patches(operation, x, new Shape(1, x[1], window, window), stride, 0)
        : throw new ShapeException(operation, $"{x}, window {window}", "It takes images [n, channels, height, width] and a window of at least 1.");
}
