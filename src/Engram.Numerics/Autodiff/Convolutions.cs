using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Convolution of images, and its two derivatives. Each of the three is linear in both of its inputs, and the derivatives of each are the
/// other two.</summary>
/// <remarks>
/// One image at a time is unfolded to a matrix and multiplied, so that the matrix stays in the cache. The sums over what a window sees are chains of
/// fused
/// multiply-adds in the order channel, row, column; sums over images are in their order.
/// </remarks>
public static class Convolutions
{
    // So many outputs fill vectors. The right matrix of a product is turned if need be: better the gradient, then, than all that the windows saw.
    private const int EnoughColumns = 12;

    /// <summary>y[n, o, i, j] = Σ x[n, c, i·stride + k − padding, j·stride + l − padding] · w[o, c, k, l].</summary>
    /// <param name="x">Images, [n, channels, height, width].</param>
    /// <param name="weights">[outputs, channels, window height, window width].</param>
    /// <param name="stride">How far the window moves, at least 1.</param>
    /// <param name="padding">Rows and columns of zeros on every side.</param>
    /// <returns>[n, outputs, (height + 2 padding − window height) / stride + 1, likewise the width].</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes do not fit, or the window is larger than the padded image.</exception>
    public static Tensor<T> Convolve<T>(this Tensor<T> x, Tensor<T> weights, int stride = 1, int padding = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var patches = Patches(nameof(Convolve), x.Shape, weights.Shape, stride, padding);
        return Windows(x, weights.Shape[0], x.Tape.Dense(weights.Node), patches, hasBias: false, rectify: false)
            .Keep(patches)
            .DependsOn(x, static (y, g) => g.ConvolveBack(y.Input(1), At(y).Height, At(y).Width, At(y).Stride, At(y).Padding))
            .DependsOn(weights, static (y, g) => y.Input(0).ConvolveWeights(g, At(y).WindowHeight, At(y).WindowWidth, At(y).Stride, At(y).Padding));
    }

    /// <summary>activation(convolution + b): a layer of a network for images; bias and rectified linear units cost no pass of their own.</summary>
    /// <param name="x">Images, [n, channels, height, width].</param>
    /// <param name="weights">[outputs, channels, window height, window width].</param>
    /// <param name="bias">[outputs]; the chains over what a window sees begin with it.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="stride">How far the window moves, at least 1.</param>
    /// <param name="padding">Rows and columns of zeros on every side.</param>
    /// <returns>[n, outputs, (height + 2 padding − window height) / stride + 1, likewise the width].</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes do not fit, or the window is larger than the padded image.</exception>
    public static Tensor<T> Convolve<T>(
        this Tensor<T> x, Tensor<T> weights, Tensor<T> bias, Activation activation = Activation.Identity, int stride = 1, int padding = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var patches = Patches(nameof(Convolve), x.Shape, weights.Shape, stride, padding);
        var outputs = weights.Shape[0];
        if (bias.Shape != new Shape(outputs))
        {
            throw new ShapeException(nameof(Convolve), $"weights {weights.Shape} and bias {bias.Shape}", $"The bias has one number for each output, [{outputs}].");
        }

        var sum = Windows(x, outputs, BiasFirst(x.Tape.Dense(bias.Node), weights, patches.Seen), patches, hasBias: true, rectify: activation == Activation.Relu)
            .Keep(patches)
            .DependsOn(x, static (y, g) => g.ConvolveBack(y.Input(1), At(y).Height, At(y).Width, At(y).Stride, At(y).Padding))
            .DependsOn(weights, static (y, g) => y.Input(0).ConvolveWeights(g, At(y).WindowHeight, At(y).WindowWidth, At(y).Stride, At(y).Padding))
            .DependsOn(bias, static (_, g) => g.Sum(0, 2, 3));
        return activation switch
        {
            // Done already: no pull-back of the sum reads the sum.
            Activation.Relu => x.Tape.View(nameof(Activations.Relu), sum.Node, sum.Node.Layout).DependsOn(sum, static (y, g) => y.ReluSlope(g)),
            Activation.Tanh => sum.Tanh(),
            Activation.Sigmoid => sum.Sigmoid(),
            _ => sum,
        };
    }

    /// <summary>The reverse of <c>Convolve</c> with respect to the images: what every output number weighs, added where it was seen.</summary>
    /// <param name="g">[n, outputs, rows, columns].</param>
    /// <param name="weights">[outputs, channels, window height, window width].</param>
    /// <param name="height">Of the images.</param>
    /// <param name="width">Of the images.</param>
    /// <param name="stride">As in <c>Convolve</c>.</param>
    /// <param name="padding">As in <c>Convolve</c>.</param>
    /// <returns>[n, channels, height, width].</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor<T> ConvolveBack<T>(this Tensor<T> g, Tensor<T> weights, int height, int width, int stride = 1, int padding = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFourAxes(nameof(ConvolveBack), g.Shape, weights.Shape);
        var (tape, images, outputs) = (g.Tape, g.Shape[0], weights.Shape[0]);
        var shape = new Shape(images, weights.Shape[1], height, width);
        var patches = Patches(nameof(ConvolveBack), shape, weights.Shape, stride, padding);
        RequireOutput(nameof(ConvolveBack), g.Shape, new Shape(images, outputs, patches.Rows, patches.Columns));
        var gradient = tape.Dense(g.Node);
        var matrix = tape.Dense(weights.Node);
        var plane = patches with { Channels = patches.Channels % 2 == 0 ? 2 : 1 }; // few, so that what the windows saw stays in the cache until it is folded
        var guarded = tape.Scratch((plane.Seen * plane.Windows) + (2 * plane.Guard));
        var masks = tape.Scratch(plane.Columns + (2 * plane.Guard));
        var result = tape.Result(nameof(ConvolveBack), shape, out var numbers);
        for (var n = 0; n < images; n++)
        {
            for (var channel = 0; channel < patches.Channels; channel += plane.Channels)
            {
                tape.Kernels.Multiply(new MatrixProduct<T>
                {
                    A = matrix[(channel * patches.WindowHeight * patches.WindowWidth)..], RowStride = 1, InnerStride = patches.Seen, B = Of(gradient, n, images),
                    C = guarded.Slice(plane.Guard, plane.Seen * plane.Windows), Rows = plane.Seen, Columns = plane.Windows, Inner = outputs,
                });
                plane.Fold(guarded, numbers.Slice(((n * patches.Channels) + channel) * height * width, plane.Channels * height * width), masks, VectorWidths.Widest);
            }
        }

        return result.Keep(patches)
            .DependsOn(g, static (y, u) => u.Convolve(y.Input(1), At(y).Stride, At(y).Padding))
            .DependsOn(weights, static (y, u) => u.ConvolveWeights(y.Input(0), At(y).WindowHeight, At(y).WindowWidth, At(y).Stride, At(y).Padding));
    }

    /// <summary>The reverse of <c>Convolve</c> with respect to the weights: what every window saw, weighed with its output number and
    /// added.</summary>
    /// <param name="x">Images, [n, channels, height, width].</param>
    /// <param name="g">[n, outputs, rows, columns].</param>
    /// <param name="windowHeight">Of the window.</param>
    /// <param name="windowWidth">Of the window.</param>
    /// <param name="stride">As in <c>Convolve</c>.</param>
    /// <param name="padding">As in <c>Convolve</c>.</param>
    /// <returns>[outputs, channels, window height, window width].</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor<T> ConvolveWeights<T>(this Tensor<T> x, Tensor<T> g, int windowHeight, int windowWidth, int stride = 1, int padding = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFourAxes(nameof(ConvolveWeights), x.Shape, g.Shape);
        var (tape, images, outputs) = (x.Tape, x.Shape[0], g.Shape[1]);
        var shape = new Shape(outputs, x.Shape[1], windowHeight, windowWidth);
        var patches = Patches(nameof(ConvolveWeights), x.Shape, shape, stride, padding);
        RequireOutput(nameof(ConvolveWeights), g.Shape, new Shape(images, outputs, patches.Rows, patches.Columns));
        var image = tape.Dense(x.Node);
        var gradient = tape.Dense(g.Node);
        var unfolded = tape.Scratch(patches.Seen * patches.Windows);
        var padded = tape.Scratch(patches.Padded);
        var one = tape.Scratch(shape.Count);
        var result = tape.Result(nameof(ConvolveWeights), shape, out var numbers);
        var isTurned = outputs >= EnoughColumns;
        var sum = isTurned ? tape.Scratch(shape.Count) : numbers;
        sum.Clear();
        for (var n = 0; n < images; n++)
        {
            patches.Unfold(patches.Surround(Of(image, n, images), padded, n == 0), unfolded, VectorWidths.Widest);
            var weighing = Of(gradient, n, images);
            tape.Kernels.Multiply(isTurned
                ? new MatrixProduct<T>
                {
                    A = unfolded, RowStride = patches.Windows, InnerStride = 1, B = weighing, RightInnerStride = 1, RightColumnStride = patches.Windows,
                    C = one, Rows = patches.Seen, Columns = outputs, Inner = patches.Windows,
                }
                : new MatrixProduct<T>
                {
                    A = weighing, RowStride = patches.Windows, InnerStride = 1, B = unfolded, RightInnerStride = 1, RightColumnStride = patches.Windows,
                    C = one, Rows = outputs, Columns = patches.Seen, Inner = patches.Windows,
                });
            tape.Kernels.Combine(Binary.Add, sum, 1, one, 1, sum);
        }

        if (isTurned)
        {
            Transposition.Turn<T>(sum, numbers, patches.Seen, outputs, outputs);
        }

        return result.Keep(patches)
            .DependsOn(x, static (y, u) => y.Input(1).ConvolveBack(u, At(y).Height, At(y).Width, At(y).Stride, At(y).Padding))
            .DependsOn(g, static (y, u) => y.Input(0).Convolve(u, At(y).Stride, At(y).Padding));
    }

    // Image by image. A bias is what a window sees first, times one.
    private static Tensor<T> Windows<T>(Tensor<T> x, int outputs, ReadOnlySpan<T> matrix, ImagePatches patches, bool hasBias, bool rectify)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (tape, images) = (x.Tape, x.Shape[0]);
        var image = tape.Dense(x.Node);
        var ones = hasBias ? patches.Windows : 0;
        var unfolded = tape.Scratch(ones + (patches.Seen * patches.Windows));
        var padded = tape.Scratch(patches.Padded);
        unfolded[..ones].Fill(T.One);
        var result = tape.Result(nameof(Convolve), new Shape(images, outputs, patches.Rows, patches.Columns), out var numbers);
        for (var n = 0; n < images; n++)
        {
            patches.Unfold(patches.Surround(Of(image, n, images), padded, n == 0), unfolded[ones..], VectorWidths.Widest);
            Product(matrix, unfolded, Of(numbers, n, images), outputs, patches.Windows, matrix.Length / outputs, tape.Kernels, rectify);
        }

        return result;
    }

    private static ReadOnlySpan<T> BiasFirst<T>(ReadOnlySpan<T> bias, Tensor<T> weights, int seen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = weights.Tape.Dense(weights.Node);
        var matrix = weights.Tape.Scratch(bias.Length * (1 + seen));
        for (var output = 0; output < bias.Length; output++)
        {
            var row = matrix.Slice(output * (1 + seen), 1 + seen);
            row[0] = bias[output];
            numbers.Slice(output * seen, seen).CopyTo(row[1..]);
        }

        return matrix;
    }

    private static ImagePatches At<T>(Tensor<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => y.Kept<ImagePatches>();

    internal static ImagePatches Patches(string operation, Shape x, Shape weights, int stride, int padding)
    {
        RequireFourAxes(operation, x, weights);
        if (x[1] != weights[1] || stride < 1 || padding < 0 || weights[2] > x[2] + (2 * padding) || weights[3] > x[3] + (2 * padding))
        {
            throw new ShapeException(operation, $"images {x} and weights {weights}, stride {stride}, padding {padding}",
                "The channels (second axes) must be the same, the stride at least 1, and the window no larger than the padded image.");
        }

        return new ImagePatches(x[1], x[2], x[3], weights[2], weights[3], stride, padding);
    }

    private static void RequireFourAxes(string operation, Shape one, Shape other)
    {
        if (one.Rank != Shape.MaxRank || other.Rank != Shape.MaxRank)
        {
            throw new ShapeException(operation, $"{one} and {other}", "Both need four axes: [n, channels, height, width] and [outputs, channels, height, width]. Reshape.");
        }
    }

    private static void RequireOutput(string operation, Shape given, Shape needed)
    {
        if (given != needed)
        {
            throw new ShapeException(operation, $"{given}", $"A convolution of these images gives {needed}.");
        }
    }

    private static void Product<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int rows, int columns, int inner, IKernels<T> kernels, bool rectify)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kernels.Multiply(new MatrixProduct<T>
        {
            A = a, RowStride = inner, InnerStride = 1, B = b, C = c, Rows = rows, Columns = columns, Inner = inner,
            Rectify = rectify,
        });

    private static ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> images, int n, int count) => images.Slice(n * (images.Length / count), images.Length / count);

    private static Span<T> Of<T>(Span<T> images, int n, int count) => images.Slice(n * (images.Length / count), images.Length / count);
}
