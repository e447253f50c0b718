using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>One small network for each coordinate of a large vector, with shared parameters: what an optimizer that was learned consists of.</summary>
public static class Coordinatewise
{
    private const double SmallestStep = 1.1920929e-07; // 2^-23

    /// <summary>Gradients as a learned optimizer sees them: (max(ln(|g| + ε) / k, −1), clip(g e^k, −1, 1)), ε = 2⁻²³.</summary>
    /// <param name="gradients">[…, coordinates].</param>
    /// <param name="k">How many powers of e are told apart; 5 as published.</param>
    /// <returns>[…, 2, coordinates].</returns>
    /// <remarks>Source: M. Andrychowicz et al., "Learning to learn by gradient descent by gradient descent", NeurIPS 2016, appendix A, in the form of the
    /// authors' code.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The gradients have as many axes as a tensor can have.</exception>
    public static Tensor<T> LogAndSign<T>(this Tensor<T> gradients, T k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = gradients.Tape;
        if (gradients.Shape.Rank == Shape.MaxRank)
        {
            throw new ShapeException(nameof(LogAndSign), $"{gradients.Shape}", $"The result has an axis more, and a tensor at most {Shape.MaxRank}. Reshape the gradients first.");
        }

        var size = (gradients.Abs() + T.CreateTruncating(SmallestStep)).Log().Scale(T.One / k).Maximum(tape.Constant(-T.One));
        var sign = gradients.Scale(T.CreateTruncating(Elementary.Exp(double.CreateTruncating(k)))).Clip(-T.One, T.One);
        var shape = gradients.Shape;
        var row = Shape.FromPadded(shape.Rank + 1, shape.Padded(1), shape.Padded(2), 1, shape.Padded(3));
        return size.Reshape(row).Join(sign.Reshape(row), -2);
    }

    /// <summary>An LSTM stack over time for each coordinate, and the number that is read off: all steps as one operation.</summary>
    /// <param name="inputs">[steps, inputs, coordinates]; constants, as are the optimizee's gradients: no gradient goes to them.</param>
    /// <param name="parameters">One flat vector, laid out as <see cref="LstmStackShape"/> says.</param>
    /// <param name="shape">The network.</param>
    /// <param name="state">h, c of each layer before the first step, [2 layers, units, coordinates]; a constant too: backpropagation through time ends
    /// here.</param>
    /// <param name="nextState">The same after the last step, a constant.</param>
    /// <returns>[steps, coordinates].</returns>
    /// <remarks>
    /// A step costs 2 · 4 units · (1 + inputs + units) floating point operations for each layer and coordinate, backwards four times that: nothing is
    /// kept but the inputs, so the backward pass computes small blocks of coordinates anew. See <see cref="LstmStack{T}"/> for the order of its sums.
    /// A gradient that is recorded, in order to be differentiated again, is computed by <see cref="Recurrent"/> step by step.
    /// </remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes are not as said.</exception>
    public static Tensor<T> LstmScan<T>(this Tensor<T> inputs, Tensor<T> parameters, LstmStackShape shape, Tensor<T> state, out Tensor<T> nextState)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nextState = inputs.Tape.Result(nameof(LstmScan), state.Shape, out var numbers);
        return inputs.LstmScan(parameters, shape, state, numbers);
    }

    /// <summary>The same with the next state written where the next scan will find it, such as an array that <see cref="Tape{T}.Borrowed"/> takes.</summary>
    /// <param name="inputs">See the other overload.</param>
    /// <param name="parameters">See the other overload.</param>
    /// <param name="shape">See the other overload.</param>
    /// <param name="state">See the other overload.</param>
    /// <param name="nextState">Receives the state after the last step, row by row. May be the very numbers of a borrowed state: that is how a learned
    /// optimizer is used, and moves half as much memory. What came before is gone then, and with it the gradient.</param>
    /// <returns>[steps, coordinates].</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ShapeException">The shapes are not as said.</exception>
    /// <exception cref="ArgumentException">The next state lies partly over the state.</exception>
    /// <exception cref="InvalidOperationException">Later, when a gradient is asked for, if the next state was put in the place of the state.</exception>
    public static Tensor<T> LstmScan<T>(this Tensor<T> inputs, Tensor<T> parameters, LstmStackShape shape, Tensor<T> state, Span<T> nextState)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (given, tape) = (inputs.Shape, inputs.Tape);
        if (given.Rank != 3 || given[1] != shape.Inputs || parameters.Shape != new Shape(shape.Parameters)
            || state.Shape != new Shape(2 * shape.Layers, shape.Units, given[2]) || nextState.Length != state.Shape.Count)
        {
            throw new ShapeException(nameof(LstmScan),
                $"inputs {given}, parameters {parameters.Shape}, state {state.Shape} and room for {nextState.Length} numbers of the next state for {shape}",
                $"It takes inputs [steps, {shape.Inputs}, coordinates], parameters [{shape.Parameters}] and a state [{2 * shape.Layers}, {shape.Units}, coordinates].");
        }

        var outputs = tape.Result(nameof(LstmScan), new Shape(given[0], given[2]), out var numbers);
        var stack = Stack(inputs, parameters, shape, state);
        var isInPlace = stack.State.Overlaps(nextState, out var apart);
        if (apart != 0)
        {
            throw new ArgumentException("The next state lies partly over the state. Give it the same numbers, or others.", nameof(nextState));
        }

        tape.Kernels.RunStack(stack, numbers, nextState);
        return outputs.Keep(shape)
            .DependsOn(parameters, isInPlace
                ? static (_, _) => throw new InvalidOperationException(
                    "LstmScan put the next state in the place of the state, which its gradient needs. Give it room of its own: nextState, or out _.")
                : static (y, g) => y.Tape.IsRecording ? Recorded(y, g) : Fused(y, g))
            .DependsOn(inputs)
            .DependsOn(state);
    }

    private static LstmStack<T> Stack<T>(Tensor<T> inputs, Tensor<T> parameters, LstmStackShape shape, Tensor<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Shape = shape, Parameters = inputs.Tape.Dense(parameters.Node), Steps = inputs.Shape[0], Coordinates = inputs.Shape[2],
            Inputs = inputs.Tape.Dense(inputs.Node), State = inputs.Tape.Dense(state.Node),
        };

    private static Tensor<T> Fused<T>(Tensor<T> outputs, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = outputs.Tape;
        var stack = Stack(outputs.Input(1), outputs.Input(0), outputs.Kept<LstmStackShape>(), outputs.Input(2));
        var result = tape.Result(nameof(LstmScan), outputs.Input(0).Shape, out var gradient);
        tape.Kernels.RunStackBack(stack, tape.Dense(g.Node), gradient);
        return result;
    }

    // The same step by step, from a view of the parameters that is younger than everything the pass under way looks at.
    private static Tensor<T> Recorded<T>(Tensor<T> outputs, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = outputs.Input(0);
        var view = outputs.Tape.View(nameof(LstmScan), parameters.Node, parameters.Node.Layout).DependsOn(parameters, static (_, gradient) => gradient);
        return Gradient.Of(StepByStep(outputs.Input(1), view, outputs.Kept<LstmStackShape>(), outputs.Input(2)), g, [view], createGraph: true)[0];
    }

    /// <summary>The scan made of public operations.</summary>
    internal static Tensor<T> StepByStep<T>(Tensor<T> inputs, Tensor<T> parameters, LstmStackShape shape, Tensor<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> Part(int start, Shape part) => parameters.Slice(0, start, part.Count).Reshape(part);
        Tensor<T> Of(Tensor<T> all, int index, int rows) => all.Slice(0, index, 1).Reshape(new Shape(rows, all.Shape[2])).Transpose();
        var (gates, steps, coordinates) = (LstmStackShape.Gates * shape.Units, inputs.Shape[0], inputs.Shape[2]);
        var states = inputs.Tape.Handles(2 * shape.Layers);
        for (var index = 0; index < states.Length; index++)
        {
            states[index] = Of(state, index, shape.Units);
        }

        var outputs = inputs.Tape.Handles(steps);
        for (var step = 0; step < steps; step++)
        {
            var flow = Of(inputs, step, shape.Inputs);
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var (start, below) = (shape.Start(layer), flow.Shape[1]);
                var next = flow.LstmCell(
                    new LstmState<T>(states[2 * layer], states[(2 * layer) + 1]),
                    Part(start + gates, new Shape(below, gates)),
                    Part(start + ((1 + below) * gates), new Shape(shape.Units, gates)),
                    Part(start, new Shape(gates)));
                (flow, states[2 * layer], states[(2 * layer) + 1]) = (next.Hidden, next.Hidden, next.Cell);
            }

            var read = shape.Start(shape.Layers);
            outputs[step] = flow.Linear(Part(read + 1, new Shape(shape.Units, 1)), Part(read, new Shape(1))).Reshape(new Shape(1, coordinates));
        }

        return Joining.Concat<T>(outputs, 0);
    }
}
