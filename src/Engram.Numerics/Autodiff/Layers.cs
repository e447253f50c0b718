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
        var (input, matrices, biases) = (x.Node, weights.Node, bias.Node);
        ref readonly var inputs = ref input.Shape;
        ref readonly var matrix = ref matrices.Shape;
        ref readonly var offset = ref biases.Shape;
        if (inputs.Rank < 2 || matrix.Rank < 2 || inputs.Padded(3) != matrix.Padded(2) || !IsOfEach(matrix, offset))
        {
            throw new ShapeException(nameof(Linear), $"x {inputs}, weights {matrix} and bias {offset}",
                "It takes x [..., n, inputs], weights [..., inputs, outputs] and bias [..., outputs], one for each matrix of weights. "
                + "Transpose weights stored as [outputs, inputs]; Reshape a single sample to [1, inputs].");
        }

        var tape = input.Tape;
        var start = tape.Dense(biases);
        var result = tape.New(nameof(Linear), MatrixProducts.ShapeOf(nameof(Linear), inputs, matrix, default));
        MatrixProducts.Compute(tape, input.Storage, input.Layout, matrices.Storage, matrices.Layout, default, result, start, activation == Activation.Relu);
        Activate(activation, result);
        tape.Connect(
            result,
            input,
            static (y, g) => MatrixProducts.Product(nameof(Linear), g, y.Input(1), new(false, true)),
            matrices,
            static (y, g) => MatrixProducts.Product(nameof(Linear), y.Input(0), g, new(true, false)));
        tape.Connect(result, biases, static (y, g) => y.Input(2).Shape.Rank == 1 ? g : g.Sum(-2));
        result.WayBack = WayBack.Layer;
        return new Tensor<T>(result);
    }

    // Whether there is one row of biases for each matrix.
    private static bool IsOfEach(in Shape matrix, in Shape bias) => bias.Rank == matrix.Rank - 1
        && bias.Padded(1) == matrix.Padded(0) && bias.Padded(2) == matrix.Padded(1) && bias.Padded(3) == matrix.Padded(3);

    /// <summary>The activation of a result that is there, and rectified already where it is to be.</summary>
    /// <remarks>In place: no pull-back may read what was there before, and each slope reads only the result.</remarks>
    internal static void Activate<T>(Activation activation, Node<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.Tanh:
                result.Tape.Kernels.Map(Unary.Tanh, result.Numbers, result.Numbers);
                break;
            case Activation.Sigmoid:
                result.Tape.Kernels.Map(Unary.Sigmoid, result.Numbers, result.Numbers);
                break;
            default:
                break;
        }

        result.Activation = activation;
    }
}
