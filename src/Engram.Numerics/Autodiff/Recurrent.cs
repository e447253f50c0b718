using System.Numerics;
using Engram.Numerics.Kernels;
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
    private const int Gates = LstmStackShape.Gates;
    private const int RowsAtOnce = 64; // what one pass leaves in the first-level cache is there for the next

    /// <summary>One step of an LSTM cell: c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c'), with the gates (i, f, g, o) = x W + h U + b.</summary>
    /// <param name="x">[n, inputs].</param>
    /// <param name="state">h and c of the step before.</param>
    /// <param name="inputWeights">W, [inputs, 4 units]: the columns of i, then f, g, o.</param>
    /// <param name="hiddenWeights">U, [units, 4 units].</param>
    /// <param name="bias">b, [4 units]; PyTorch's two biases added.</param>
    /// <remarks>
    /// The chain of a gate begins with the bias and goes on over x and h. A first derivative is computed by kernels; one that is recorded, in order to be
    /// differentiated again, by public operations.
    /// Source: S. Hochreiter, J. Schmidhuber, "Long short-term memory", Neural Computation 9(8), 1997, with the forget gate of F. Gers et
    /// al., 2000; the order of the gates is PyTorch's, its weights transposed.
    /// </remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes are not as said.</exception>
    public static LstmState<T> LstmCell<T>(this Tensor<T> x, LstmState<T> state, Tensor<T> inputWeights, Tensor<T> hiddenWeights, Tensor<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (inputs, hidden, cell) = (x.Shape, state.Hidden.Shape, state.Cell.Shape);
        var units = hidden.Padded(3);
        if (hidden != cell || hidden.Rank != 2 || inputs.Rank != 2 || inputs[0] != hidden[0] || bias.Shape != new Shape(Gates * units)
            || inputWeights.Shape != new Shape(inputs[1], Gates * units) || hiddenWeights.Shape != new Shape(units, Gates * units))
        {
            throw new ShapeException(nameof(LstmCell),
                $"x {inputs}, h {hidden}, c {cell}, weights {inputWeights.Shape} and {hiddenWeights.Shape}, and bias {bias.Shape}",
                "It takes x [n, inputs], h and c [n, units], and four gates: weights [inputs, 4 units] and [units, 4 units], bias [4 units].");
        }

        var tape = x.Tape;
        var gates = Gated(x, state.Hidden, inputWeights, hiddenWeights, bias);
        var before = tape.Dense(state.Cell.Node);
        var after = tape.Result(nameof(LstmCell), cell, out var nextCell);
        tape.Kernels.RunLstm(LstmPart.Advance, new LstmRows<T> { Rows = cell[0], Units = units, Activations = gates.Node.Numbers, Cell = before, NextCell = nextCell });
        after
            .DependsOn(gates, static (y, g) => y.Tape.IsRecording ? CellToGates(y, g) : default)
            .DependsOn(state.Cell, static (y, g) => y.Tape.IsRecording ? g.Multiply(Gate(y.Input(0), 1)) : ToCell(y, g))
            .DependsOn(gates.Input(0), static (y, g) => y.Tape.IsRecording ? default : ToSums(y, g));
        var output = tape.Result(nameof(LstmCell), hidden, out var nextHidden);
        tape.Kernels.Map(Unary.Tanh, nextCell, nextHidden);
        tape.Kernels.RunLstm(LstmPart.Open, new LstmRows<T> { Rows = cell[0], Units = units, Activations = gates.Node.Numbers, Hidden = nextHidden });
        output
            .DependsOn(gates, static (y, g) => y.Tape.IsRecording ? HiddenToGates(y, g) : default) // counted by ToSums
            .DependsOn(after, static (y, g) => y.Tape.IsRecording ? y.Input(1).Tanh().TanhSlope(g.Multiply(Gate(y.Input(0), 3))) : HiddenToCell(y, g));
        return new LstmState<T>(output, after);
    }

    // z = b + x W + h U as one product, x beside h and W above U, some rows at a time; then σ and tanh in place, as in Layers: nothing reads the sums
    // again. The result is the activations; their input is the sums.
    private static Tensor<T> Gated<T>(Tensor<T> x, Tensor<T> hidden, Tensor<T> inputWeights, Tensor<T> hiddenWeights, Tensor<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (tape, inputs, units) = (x.Tape, x.Shape.Padded(3), hidden.Shape.Padded(3));
        var all = inputs + units;
        var start = tape.Dense(bias.Node);
        var left = tape.Dense(x.Node);
        var right = tape.Dense(hidden.Node);
        var seen = tape.Scratch(RowsAtOnce * all);
        var weights = tape.Scratch(all * Gates * units);
        tape.Copy(inputWeights.Node.Storage, inputWeights.Node.Layout, weights[..inputWeights.Shape.Count]);
        tape.Copy(hiddenWeights.Node.Storage, hiddenWeights.Node.Layout, weights[inputWeights.Shape.Count..]);
        var sums = tape.Result(nameof(LstmCell), new Shape(x.Shape[0], Gates * units), out var numbers);
        for (var part = new Part(hidden.Shape); part.IsThere; part = part.Next())
        {
            for (var row = 0; row < part.Rows; row++)
            {
                left.Slice((part.From + row) * inputs, inputs).CopyTo(seen[(row * all)..]);
                right.Slice((part.From + row) * units, units).CopyTo(seen[((row * all) + inputs)..]);
            }

            tape.Kernels.Multiply(new MatrixProduct<T>
            {
                A = seen, RowStride = all, InnerStride = 1, B = weights, Initial = start, C = part.Of(numbers, Gates), Rows = part.Rows, Columns = Gates * units, Inner = all,
            });
            tape.Kernels.ActivateGates(part.Of(numbers, Gates), part.Rows, units);
        }

        sums
            .DependsOn(x, static (y, g) => MatrixProducts.Product(nameof(LstmCell), g, y.Input(2), new(false, true)))
            .DependsOn(hidden, static (y, g) => MatrixProducts.Product(nameof(LstmCell), g, y.Input(3), new(false, true)))
            .DependsOn(inputWeights, static (y, g) => MatrixProducts.Product(nameof(LstmCell), y.Input(0), g, new(true, false)))
            .DependsOn(hiddenWeights, static (y, g) => MatrixProducts.Product(nameof(LstmCell), y.Input(1), g, new(true, false)))
            .DependsOn(bias, static (_, g) => g);
        return tape.View(nameof(LstmCell), sums.Node, sums.Node.Layout)
            .DependsOn(sums, static (y, g) => Joining.Concat(
                [Gate(y, 0).SigmoidSlope(Gate(g, 0)), Gate(y, 1).SigmoidSlope(Gate(g, 1)), Gate(y, 2).TanhSlope(Gate(g, 2)), Gate(y, 3).SigmoidSlope(Gate(g, 3))], -1));
    }

    private static Tensor<T> Gate<T>(Tensor<T> gates, int which)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => gates.Slice(-1, which * (gates.Shape[-1] / Gates), gates.Shape[-1] / Gates);

    // To be differentiated again: by the activations (i, f, g, o).
    private static Tensor<T> CellToGates<T>(Tensor<T> cell, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (gates, before) = (cell.Input(0), cell.Input(1));
        return Joining.Concat([g.Multiply(Gate(gates, 2)), g.Multiply(before), g.Multiply(Gate(gates, 0))], -1).Pad(-1, 0, gates.Shape[-1]);
    }

    private static Tensor<T> HiddenToGates<T>(Tensor<T> hidden, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gates = hidden.Input(0);
        return g.Multiply(hidden.Input(1).Tanh()).Pad(-1, 3 * (gates.Shape[-1] / Gates), gates.Shape[-1]);
    }

    // Not to be differentiated again: by the sums at once, past the activations. The hidden state stands behind the cell on the tape, so its gradient is
    // complete when the cell's is asked for, and its part is counted here too.
    private static Tensor<T> ToSums<T>(Tensor<T> cell, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (tape, units) = (cell.Tape, cell.Shape.Padded(3));
        var hidden = tape.NodeAt(cell.Node.Id + 1);
        var result = tape.Result(nameof(LstmCell), cell.Input(0).Shape, out var gateGradient);
        var hiddenGradient = hidden.GradientOf == cell.Node.GradientOf ? tape.Dense(hidden.Gradient.Node) : Zeros(tape, cell.Shape.Count);
        var cellGradient = tape.Dense(g.Node);
        var before = tape.Dense(cell.Input(1).Node);
        var tangent = tape.Scratch(RowsAtOnce * units);
        for (var part = new Part(cell.Shape); part.IsThere; part = part.Next())
        {
            var rows = new LstmRows<T>
            {
                Rows = part.Rows, Units = units, Activations = part.Of(cell.Input(0).Node.Numbers, Gates), Cell = part.Of(before), Hidden = tangent,
                HiddenGradient = part.Of(hiddenGradient), CellGradient = part.Of(cellGradient), GateGradient = part.Of(gateGradient, Gates),
            };
            tape.Kernels.Map(Unary.Tanh, part.Of(cell.Node.Numbers), tangent[..(part.Rows * units)]);
            tape.Kernels.RunLstm(LstmPart.ToGates, rows);
        }

        return result;
    }

    private static Tensor<T> ToCell<T>(Tensor<T> cell, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = cell.Tape.Result(nameof(LstmCell), cell.Shape, out var next);
        cell.Tape.Kernels.RunLstm(LstmPart.Forget, new LstmRows<T>
        {
            Rows = cell.Shape.Padded(2), Units = cell.Shape.Padded(3), Activations = cell.Input(0).Node.Numbers,
            CellGradient = cell.Tape.Dense(g.Node), NextCellGradient = next,
        });
        return result;
    }

    private static Tensor<T> HiddenToCell<T>(Tensor<T> hidden, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (tape, units) = (hidden.Tape, hidden.Shape.Padded(3));
        var result = tape.Result(nameof(LstmCell), hidden.Shape, out var next);
        next.Clear();
        var gradient = tape.Dense(g.Node);
        var tangent = tape.Scratch(RowsAtOnce * units);
        for (var part = new Part(hidden.Shape); part.IsThere; part = part.Next())
        {
            var rows = new LstmRows<T>
            {
                Rows = part.Rows, Units = units, Activations = part.Of(hidden.Input(0).Node.Numbers, Gates), Hidden = tangent,
                HiddenGradient = part.Of(gradient), CellGradient = part.Of(next), NextCellGradient = part.Of(next),
            };
            tape.Kernels.Map(Unary.Tanh, part.Of(hidden.Input(1).Node.Numbers), tangent[..(part.Rows * units)]);
            tape.Kernels.RunLstm(LstmPart.AddHiddenToCell, rows);
        }

        return result;
    }

    private static ReadOnlySpan<T> Zeros<T>(Tape<T> tape, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var zeros = tape.Scratch(count);
        zeros.Clear();
        return zeros;
    }

    // Some rows of [n, units].
    private readonly struct Part(Shape shape, int from = 0)
    {
        public int From => from;

        public bool IsThere => from < shape.Padded(2);

        public int Rows => Math.Min(RowsAtOnce, shape.Padded(2) - from);

        public Part Next() => new(shape, from + RowsAtOnce);

        public Span<T> Of<T>(Span<T> numbers, int perUnit = 1) => numbers.Slice(from * perUnit * shape.Padded(3), Rows * perUnit * shape.Padded(3));

        public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> numbers) => numbers.Slice(from * shape.Padded(3), Rows * shape.Padded(3));
    }
}
