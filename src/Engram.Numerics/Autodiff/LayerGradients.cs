using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>The gradients of a layer, y = activation(x W + b), by x, W and b at once, from kernels alone.</summary>
/// <remarks>With s the gradient by x W + b: s Wᵀ, xᵀ s, and the sum of s over the samples. The pull-backs of <see cref="Layers.Linear"/> compute the same
/// numbers in the same order, and remember how.</remarks>
internal static class LayerGradients
{
    /// <summary>Adds them to those that the inputs have already.</summary>
    /// <returns>Whether it did; not where the layer meets a batch with one matrix, or one sample with a batch of them.</returns>
    public static bool Run<T>(Node<T> layer, long pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = layer.Tape;
        var edges = tape.EdgesOf(layer);
        var (x, weights, bias) = (edges[0].Input, edges[1].Input, edges[2].Input);
        if (!IsOneMatrixEach(x.Shape, weights.Shape))
        {
            return false; // gradients are summed over a batch that one of them meets
        }

        var slope = Slope(layer);
        var layout = layer.Layout.At(0);
        if (x.NeededBy == pass)
        {
            var gradient = tape.GradientOf(x, pass);
            MatrixProducts.Compute(tape, slope, layout, weights.Storage, weights.Layout, new(false, true), gradient, default);
            Gradient.Add(x, new Tensor<T>(gradient), isNew: true, pass);
        }

        if (weights.NeededBy == pass)
        {
            var gradient = tape.GradientOf(weights, pass);
            MatrixProducts.Compute(tape, x.Storage, x.Layout, slope, layout, new(true, false), gradient, default);
            Gradient.Add(weights, new Tensor<T>(gradient), isNew: true, pass);
        }

        if (bias.NeededBy == pass)
        {
            var gradient = tape.GradientOf(bias, pass);
            SumSamples(tape, slope, layout.Shape, gradient.Numbers);
            Gradient.Add(bias, new Tensor<T>(gradient), isNew: true, pass);
        }

        return true;
    }

    private static bool IsOneMatrixEach(in Shape x, in Shape weights) =>
        x.Rank == weights.Rank && x.Padded(0) == weights.Padded(0) && x.Padded(1) == weights.Padded(1);

    // The gradient by x W + b, row by row.
    private static ReadOnlySpan<T> Slope<T>(Node<T> layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (tape, gradient) = (layer.Tape, layer.Gradient.Node);
        if (Activations.SlopeOf(layer.Activation) is not { } function)
        {
            return tape.Dense(gradient);
        }

        var slope = tape.Scratch(layer.Shape.Count);
        tape.Kernels.Combine(function, layer.Numbers, 1, tape.Dense(gradient), 1, slope);
        return slope;
    }

    private static void SumSamples<T>(Tape<T> tape, ReadOnlySpan<T> slope, in Shape shape, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (slope.Length == sums.Length)
        {
            tape.Copy(slope, sums);
            return;
        }

        tape.Kernels.Reduce(Fold.Sum, slope, sums, shape.Padded(0) * shape.Padded(1), shape.Padded(2), shape.Padded(3));
    }
}
