using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>What an LSTM cell hands on.</summary>
/// <param name="Hidden">h, [n, units].</param>
/// <param name="Cell">c, [n, units].</param>
/// <typeparam name="T">float or double.</typeparam>
public readonly record struct LstmState<T>(Tensor<T> Hidden, Tensor<T> Cell)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Layers that remember.</summary>
public static class Recurrent
{
    private const int Gates = 4;

    /// <summary>One step of an LSTM cell: c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c'), with the gates (i, f, g, o) = x W + h U + b.</summary>
    /// <param name="x">[n, inputs].</param>
    /// <param name="state">h and c of the step before.</param>
    /// <param name="inputWeights">W, [inputs, 4 units]: the columns of i, then f, g, o.</param>
    /// <param name="hiddenWeights">U, [units, 4 units].</param>
    /// <param name="bias">b, [4 units]; PyTorch's two biases added.</param>
    /// <remarks>Source: S. Hochreiter, J. Schmidhuber, "Long short-term memory", Neural Computation 9(8), 1997, with the forget gate of F. Gers et
    /// al., 2000;
    /// the order of the gates is PyTorch's, its weights transposed.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes are not as said.</exception>
    public static LstmState<T> LstmCell<T>(this Tensor<T> x, LstmState<T> state, Tensor<T> inputWeights, Tensor<T> hiddenWeights, Tensor<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (hidden, cell) = state;
        if (hidden.Shape != cell.Shape || hidden.Shape.Rank != 2 || bias.Shape != new Shape(Gates * hidden.Shape[-1]) || x.Shape.Rank != 2 || x.Shape[0] != hidden.Shape[0])
        {
            throw new ShapeException(nameof(LstmCell), $"x {x.Shape}, h {hidden.Shape}, c {cell.Shape} and bias {bias.Shape}",
                "It takes x [n, inputs], h and c [n, units], and four gates: weights [inputs, 4 units] and [units, 4 units], bias [4 units].");
        }

        var units = hidden.Shape[-1];
        var gates = x.Linear(inputWeights, bias).Add(hidden.MatMul(hiddenWeights));
        var input = gates.Slice(-1, 0, units).Sigmoid();
        var forget = gates.Slice(-1, units, units).Sigmoid();
        var candidate = gates.Slice(-1, 2 * units, units).Tanh();
        var output = gates.Slice(-1, 3 * units, units).Sigmoid();
        var next = forget.Multiply(cell).Add(input.Multiply(candidate));
        return new LstmState<T>(output.Multiply(next.Tanh()), next);
    }
}
