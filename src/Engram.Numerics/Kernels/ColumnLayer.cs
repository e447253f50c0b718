using Engram.Numerics.Autodiff;

namespace Engram.Numerics.Kernels;

/// <summary>One dense layer for a batch that lies in columns, y = f(Wᵀ x + b), forwards only, in single precision.</summary>
/// <remarks>
/// Shapes: x [inputs + 1, batch], y [outputs, batch], W [inputs, outputs] and behind it b [outputs], as layers lie in a flat buffer of parameters. The
/// last row of x holds ones: the bias is the weight of an input that is always 1, so both are one product. Every number is one chain of fused
/// multiply-adds from 0 over the inputs and then the bias, whatever the batch: a sample has the same bits in every batch, on every machine.
/// </remarks>
public static class ColumnLayer
{
    /// <summary>y = f(Wᵀ x + b).</summary>
    /// <param name="shape">The extents; every span must have exactly the length they say.</param>
    /// <param name="parameters">W and b, (inputs + 1) · outputs numbers.</param>
    /// <param name="input">x with its row of ones.</param>
    /// <param name="output">Receives y, without such a row. Must not overlap x.</param>
    /// <param name="activation">f.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <remarks>Allocates nothing. A batch beyond some hundred columns leaves the nearest cache; go through it in panels.</remarks>
    public static void Forward(LayerShape shape, ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, Span<float> output, Activation activation) =>
        Forward(shape, parameters, input, output, activation, VectorWidths.Widest);

    internal static void Forward(
        LayerShape shape, ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, Span<float> output, Activation activation, VectorWidth width)
    {
        Require(parameters.Length, checked((shape.Inputs + 1) * shape.Outputs), nameof(parameters), shape);
        Require(input.Length, checked((shape.Inputs + 1) * shape.Batch), nameof(input), shape);
        Require(output.Length, shape.OutputBatch, nameof(output), shape);
        var rectify = activation == Activation.Relu;
        var product = shape.Batch == 1
            ? new MatrixProduct<float>
            {
                A = input, RowStride = 0, InnerStride = 1, B = parameters, C = output,
                Rows = 1, Columns = shape.Outputs, Inner = shape.Inputs + 1, Rectify = rectify,
            }
            : new MatrixProduct<float>
            {
                A = parameters, RowStride = 1, InnerStride = shape.Outputs, B = input, C = output,
                Rows = shape.Outputs, Columns = shape.Batch, Inner = shape.Inputs + 1, Rectify = rectify,
            };
        product.Compute(width);
        switch (activation)
        {
            case Activation.Tanh:
                Pointwise.Map<float, HyperbolicTangent>(output, output, width);
                break;
            case Activation.Sigmoid:
                Pointwise.Map<float, Logistic>(output, output, width);
                break;
        }
    }

    private static void Require(int given, int needed, string name, LayerShape shape)
    {
        if (given != needed)
        {
            throw new ArgumentException(
                $"'{name}' has {given} numbers; a layer in columns with batch {shape.Batch}, {shape.Inputs} inputs and {shape.Outputs} outputs needs {needed}.",
                name);
        }
    }
}
