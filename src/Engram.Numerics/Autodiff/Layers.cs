using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Layers of neurons as one operation.</summary>
public static class Layers
{
    /// <summary>activation(x W + b): product, bias and activation in one pass over the result.</summary>
    /// <param name="x">[…, inputs].</param>
    /// <param name="weights">[inputs, outputs].</param>
    /// <param name="bias">[outputs]; the chain over the inputs begins with it.</param>
    /// <param name="activation">What follows.</param>
    /// <returns>[…, outputs].</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes are not as said.</exception>
    public static Tensor<T> Linear<T>(this Tensor<T> x, Tensor<T> weights, Tensor<T> bias, Activation activation = Activation.Identity)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (inputs, matrix, offset) = (x.Shape, weights.Shape, bias.Shape);
        if (inputs.Rank < 2 || matrix.Rank != 2 || offset.Rank != 1 || inputs[-1] != matrix[0] || matrix[1] != offset[0])
        {
            throw new ShapeException(nameof(Linear), $"x {inputs}, weights {matrix} and bias {offset}",
                "It takes x [..., inputs] with two axes at least, weights [inputs, outputs] and bias [outputs]. "
                + "Transpose weights stored as [outputs, inputs]; Reshape a single sample to [1, inputs].");
        }

        var shape = inputs.WithPadded(Shape.MaxRank - 1, matrix[1]);
        var start = x.Tape.Dense(bias.Node);
        var sum = x.Tape.Result(nameof(Linear), shape, out var numbers);
        MatrixProducts.Compute(x.Node, weights.Node, shape, numbers, start);
        return Activate(activation, numbers, sum
            .DependsOn(x, static (y, g) => g.MatMul(y.Input(1).Transpose()))
            .DependsOn(weights, static (y, g) => y.Input(0).Transpose().MatMul(g))
            .DependsOn(bias, static (_, g) => g));
    }

    // In place: no pull-back of the sum reads the sum, and each of the activation reads only the result, which lies in the same memory.
    private static Tensor<T> Activate<T>(Activation activation, Span<T> numbers, Tensor<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.Relu:
                Pointwise.Map<T, Rectified<T>>(numbers, numbers, sum.Tape.Width);
                return Result(nameof(Activations.Relu), sum).DependsOn(sum, static (y, g) => y.ReluSlope(g));
            case Activation.Tanh:
                ElementaryMap.Apply<T, HyperbolicTangent>(numbers, numbers, sum.Tape.Width);
                return Result(nameof(Activations.Tanh), sum).DependsOn(sum, static (y, g) => y.TanhSlope(g));
            case Activation.Sigmoid:
                ElementaryMap.Apply<T, Logistic>(numbers, numbers, sum.Tape.Width);
                return Result(nameof(Activations.Sigmoid), sum).DependsOn(sum, static (y, g) => y.SigmoidSlope(g));
            default:
                return sum;
        }
    }

    private static Tensor<T> Result<T>(string activation, Tensor<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => sum.Tape.View(activation, sum.Node, sum.Node.Layout);
}
