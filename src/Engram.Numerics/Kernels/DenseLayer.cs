namespace Engram.Numerics.Kernels;

/// <summary>One dense layer, y = x W + b, forwards and backwards, in single precision.</summary>
/// <remarks>
/// Shapes: x [batch, inputs], W [inputs, outputs], b [outputs], y [batch, outputs], all row-major without gaps.
/// Every number is one chain of fused multiply-adds in a fixed order (see <see cref="MatrixProduct{T}"/>): the bits do not depend on the machine.
/// Nothing is allocated; targets are overwritten and must not overlap the sources.
/// </remarks>
public static class DenseLayer
{
    /// <summary>y = x W + b, chain over the inputs from b on.</summary>
    /// <param name="shape">The extents; every span must have exactly the length they say.</param>
    /// <param name="input">x.</param>
    /// <param name="weights">W.</param>
    /// <param name="bias">b.</param>
    /// <param name="output">Receives y.</param>
    /// <param name="rectify">Whether y = max(y, 0) follows (ReLU). NaN stays NaN.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public static void Forward(
        LayerShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> output, bool rectify) =>
        Forward(shape, input, weights, bias, output, rectify, VectorWidths.Widest);

    internal static void Forward(
        LayerShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> output, bool rectify, VectorWidth width)
    {
        Require(input.Length, shape.InputBatch, nameof(input), shape);
        Require(weights.Length, shape.Weights, nameof(weights), shape);
        Require(bias.Length, shape.Outputs, nameof(bias), shape);
        Require(output.Length, shape.OutputBatch, nameof(output), shape);
        new MatrixProduct<float>
        {
            A = input, RowStride = shape.Inputs, InnerStride = 1, B = weights, Initial = bias, C = output,
            Rows = shape.Batch, Columns = shape.Outputs, Inner = shape.Inputs, Rectify = rectify,
        }.Compute(width);
    }

    /// <summary>∂L/∂W = xᵀ ∂L/∂y and ∂L/∂b = the sum of ∂L/∂y over the batch; both chains run over the samples.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="input">x as it was given to the forward pass.</param>
    /// <param name="outputGradient">∂L/∂y, [batch, outputs].</param>
    /// <param name="weightGradient">Receives ∂L/∂W, [inputs, outputs].</param>
    /// <param name="biasGradient">Receives ∂L/∂b, [outputs].</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public static void BackwardParameters(
        LayerShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, Span<float> biasGradient) =>
        BackwardParameters(shape, input, outputGradient, weightGradient, biasGradient, VectorWidths.Widest);

    internal static void BackwardParameters(
        LayerShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, Span<float> biasGradient, VectorWidth width)
    {
        Require(input.Length, shape.InputBatch, nameof(input), shape);
        Require(outputGradient.Length, shape.OutputBatch, nameof(outputGradient), shape);
        Require(weightGradient.Length, shape.Weights, nameof(weightGradient), shape);
        Require(biasGradient.Length, shape.Outputs, nameof(biasGradient), shape);
        new MatrixProduct<float>
        {
            A = input, RowStride = 1, InnerStride = shape.Inputs, B = outputGradient, C = weightGradient,
            Rows = shape.Inputs, Columns = shape.Outputs, Inner = shape.Batch,
        }.Compute(width);
        ReadOnlySpan<float> one = [1];
        new MatrixProduct<float>
        {
            A = one, RowStride = 0, InnerStride = 0, B = outputGradient, C = biasGradient,
            Rows = 1, Columns = shape.Outputs, Inner = shape.Batch,
        }.Compute(width);
    }

    /// <summary>∂L/∂x = ∂L/∂y Wᵀ; the chain runs over the outputs.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="outputGradient">∂L/∂y, [batch, outputs].</param>
    /// <param name="weights">W, [inputs, outputs].</param>
    /// <param name="inputGradient">Receives ∂L/∂x, [batch, inputs].</param>
    /// <param name="rectified">Where x is what rectified units gave, x again: the gradient is then the one by what went into the units, 0 where they
    /// were off, which is where x is not positive. Where x is NaN the gradient passes, so that a fault stays visible. Empty for other inputs.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public static void BackwardInput(
        LayerShape shape, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> weights, Span<float> inputGradient, ReadOnlySpan<float> rectified = default) =>
        BackwardInput(shape, outputGradient, weights, inputGradient, rectified, VectorWidths.Widest);

    internal static void BackwardInput(
        LayerShape shape, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> weights, Span<float> inputGradient, ReadOnlySpan<float> rectified, VectorWidth width)
    {
        Require(outputGradient.Length, shape.OutputBatch, nameof(outputGradient), shape);
        Require(weights.Length, shape.Weights, nameof(weights), shape);
        Require(inputGradient.Length, shape.InputBatch, nameof(inputGradient), shape);
        if (!rectified.IsEmpty)
        {
            Require(rectified.Length, shape.InputBatch, nameof(rectified), shape);
        }

        new MatrixProduct<float>
        {
            A = outputGradient, RowStride = shape.Outputs, InnerStride = 1, B = weights, RightInnerStride = 1, RightColumnStride = shape.Outputs,
            Gate = rectified, C = inputGradient, Rows = shape.Batch, Columns = shape.Inputs, Inner = shape.Outputs,
        }.Compute(width);
    }

    private static void Require(int given, int needed, string name, LayerShape shape)
    {
        if (given != needed)
        {
            throw new ArgumentException(
                $"'{name}' has {given} numbers; a layer with batch {shape.Batch}, {shape.Inputs} inputs and {shape.Outputs} outputs needs {needed}.", name);
        }
    }
}
