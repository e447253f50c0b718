using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Layers of neurons as one operation.</summary>
public static class Layers
{
    /// <summary>activation(x W + b): product, bias and activation in one pass over the result.</summary>
    /// <param name="x">[…, n, inputs].</param>
    /// <param name="weights">[inputs, outputs], or one matrix for each of a batch: […, inputs, outputs].</param>
    /// <param name="bias">[outputs], or one for each matrix: […, outputs]. The chain over the inputs begins with it.</param>
    /// <param name="activation">What follows.</param>
    /// <returns>[…, n, outputs]; axes in front meet as <see cref="Broadcasting"/> says.</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes are not as said.</exception>
    public static Tensor<T> Linear<T>(this Tensor<T> x, Tensor<T> weights, Tensor<T> bias, Activation activation = Activation.Identity)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (inputs, matrix, offset) = (x.Shape, weights.Shape, bias.Shape);
        if (inputs.Rank < 2 || matrix.Rank < 2 || inputs.Padded(3) != matrix.Padded(2) || offset != OfEach(matrix))
        {
            throw new ShapeException(nameof(Linear), $"x {inputs}, weights {matrix} and bias {offset}",
                "It takes x [..., n, inputs], weights [..., inputs, outputs] and bias [..., outputs], one for each matrix of weights. "
                + "Transpose weights stored as [outputs, inputs]; Reshape a single sample to [1, inputs].");
        }

        var shape = MatrixProducts.ShapeOf(nameof(Linear), inputs, matrix, default);
        var tape = x.Tape;
        var start = tape.Dense(bias.Node);
        var sum = tape.Result(nameof(Linear), shape, out var numbers);
        MatrixProducts.Compute(x.Node, weights.Node, default, shape, numbers, start, activation == Activation.Relu);
        sum
            .DependsOn(x, static (y, g) => MatrixProducts.Product(nameof(Linear), g, y.Input(1), new(false, true)))
            .DependsOn(weights, static (y, g) => MatrixProducts.Product(nameof(Linear), y.Input(0), g, new(true, false)))
            .DependsOn(bias, static (y, g) => y.Input(2).Shape.Rank == 1 ? g : g.Sum(-2));
        return Activate(activation, numbers, sum);
    }

    // The shape of the biases: one row for each matrix.
    private static Shape OfEach(Shape matrix) =>
        Shape.FromPadded(matrix.Rank - 1, 1, matrix.Padded(0), matrix.Padded(1), matrix.Padded(3));

    // Rectified as they were written. In place: no pull-back of the sum reads the sum, and each of the activation reads only the result, which lies in the same memory.
    private static Tensor<T> Activate<T>(Activation activation, Span<T> numbers, Tensor<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.Relu:
                return Result(nameof(Activations.Relu), sum).DependsOn(sum, static (y, g) => y.ReluSlope(g));
            case Activation.Tanh:
                sum.Tape.Kernels.Map(Unary.Tanh, numbers, numbers);
                return Result(nameof(Activations.Tanh), sum).DependsOn(sum, static (y, g) => y.TanhSlope(g));
            case Activation.Sigmoid:
                sum.Tape.Kernels.Map(Unary.Sigmoid, numbers, numbers);
                return Result(nameof(Activations.Sigmoid), sum).DependsOn(sum, static (y, g) => y.SigmoidSlope(g));
            default:
                return sum;
        }
    }

    private static Tensor<T> Result<T>(string activation, Tensor<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => sum.Tape.View(activation, sum.Node, sum.Node.Layout);
}
