using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Derivatives by reverse accumulation, of any order: the pull-backs are made of the same public operations as everything else, so a
/// gradient that is recorded can be differentiated again.</summary>
/// <remarks>
/// Cost: about twice the operations between parameters and loss; a recorded gradient is about twice that again when differentiated.
/// Gradients that meet at a tensor are added in the order of the tape, last first: the same bits in every run.
/// Source: A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, chapters 3 and 5.
/// </remarks>
public static partial class Gradient
{
    /// <summary>∂loss/∂parameter for each parameter, each of its parameter's shape.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="parameters">Variables, or anything computed from variables. Zero is returned for one that the loss does not depend on.</param>
    /// <param name="createGraph">Whether the gradients are recorded, so that they can be differentiated again.</param>
    /// <returns>In the order of the parameters; valid until the tape is cleared.</returns>
    /// <exception cref="ShapeException">The loss has more than one number.</exception>
    /// <exception cref="InvalidOperationException">A parameter is a constant.</exception>
    public static ReadOnlySpan<Tensor<T>> Of<T>(Tensor<T> loss, ReadOnlySpan<Tensor<T>> parameters, bool createGraph = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireOne(loss);
        return Of(loss, loss.Tape.Full(loss.Shape, T.One), parameters, createGraph);
    }

    /// <summary>∂(Σ weights · output)/∂parameter: the product of a row vector with the Jacobian.</summary>
    /// <param name="output">Any shape.</param>
    /// <param name="weights">Of the same shape; how much each number of the output counts.</param>
    /// <param name="parameters">See the other overload.</param>
    /// <param name="createGraph">See the other overload. The weights then count as variables too, if they are.</param>
    /// <exception cref="ShapeException">The shapes of output and weights differ.</exception>
    /// <exception cref="InvalidOperationException">A parameter is a constant, or the weights are on another tape.</exception>
    public static ReadOnlySpan<Tensor<T>> Of<T>(Tensor<T> output, Tensor<T> weights, ReadOnlySpan<Tensor<T>> parameters, bool createGraph = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (output.Shape != weights.Shape)
        {
            throw new ShapeException(nameof(Gradient), $"an output {output.Shape} and weights {weights.Shape}", "Each number of the output needs one weight.");
        }

        if (output.Tape != weights.Tape)
        {
            throw new InvalidOperationException("Output and weights are on two tapes. Make the weights on the tape of the output: a tape is the memory of one thread.");
        }

        return Of(output, weights, parameters, createGraph, default);
    }

    // Neighbours may be given room for their gradients.
    private static ReadOnlySpan<Tensor<T>> Of<T>(
        Tensor<T> output, Tensor<T> weights, ReadOnlySpan<Tensor<T>> parameters, bool createGraph, ArraySegment<T> room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = output.Tape;
        var pass = ++tape.Pass;
        var first = output.Node.Id;
        for (var index = 0; index < parameters.Length; index++)
        {
            var parameter = parameters[index].Node;
            if (!parameter.IsDifferentiable || parameter.Tape != tape)
            {
                throw new InvalidOperationException(
                    $"Parameter {index} ({parameter.Operation} {parameter.Layout.Shape}) is a constant{(parameter.Tape == tape ? "" : " of another tape")}. "
                    + "Make it with Tape.Variable, and compute the loss from that.");
            }

            first = Math.Min(first, parameter.Id);
        }

        if (first < tape.OwnFrom)
        {
            throw new InvalidOperationException(
                $"The pull-back of {tape.NodeAt(tape.PullingBack).Operation} asks for a gradient by tensors that are older than itself, while their own is being computed. "
                + "Take gradients in a pull-back by views made there, or make it of operations.");
        }

        foreach (var parameter in parameters)
        {
            parameter.Node.NeededBy = pass;
        }

        if (room.Array is not null)
        {
            tape.LendGradients(parameters, pass, room);
        }

        var (recorded, pullingBack, ownFrom, pathLength) = (tape.IsRecording, tape.PullingBack, tape.OwnFrom, tape.PathLength);
        tape.IsRecording = createGraph;
        tape.OwnFrom = tape.Count;
        try
        {
            output.Node.Gradient = weights;
            output.Node.GradientOf = pass;
            foreach (var id in Path(tape, pass, first, output.Node))
            {
                if (tape.NodeAt(id) is { } node && node.GradientOf == pass && node.NeededBy == pass)
                {
                    PullBackFrom(node, pass);
                }
            }

            var gradients = tape.Handles(parameters.Length);
            for (var index = 0; index < gradients.Length; index++)
            {
                var parameter = parameters[index].Node;
                gradients[index] = parameter.GradientOf == pass ? parameter.Gradient : tape.Full(parameter.Layout.Shape, T.Zero);
            }

            return gradients;
        }
        finally
        {
            (tape.IsRecording, tape.PullingBack, tape.OwnFrom, tape.PathLength) = (recorded, pullingBack, ownFrom, pathLength);
        }
    }

    private static void RequireOne<T>(Tensor<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss.Shape.Count != 1)
        {
            throw new ShapeException(nameof(Gradient), $"a loss of shape {loss.Shape}",
                "A gradient belongs to one number. Sum or Mean the loss first, or say with which weights its numbers count: Gradient.Of(output, weights, parameters).");
        }
    }

    // What the output depends on, last first, marked as needed where it lies between the parameters and the output. The walk ends where nothing
    // more is open: a gradient in the middle of a long tape visits its own part only.
    private static ReadOnlySpan<int> Path<T>(Tape<T> tape, long pass, int first, Node<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (path, start, open) = (tape.Path, tape.PathLength, 1);
        var length = start;
        var places = tape.Places;
        output.ReachedBy = pass;
        for (var id = output.Id; open > 0; id--)
        {
            var node = places[id];
            if (node!.ReachedBy != pass)
            {
                continue;
            }

            open--;
            path = length < path.Length ? path : tape.LongerPath();
            path[length++] = id;
            foreach (ref readonly var edge in tape.EdgesOf(node))
            {
                var input = edge.Input;
                if (input.EdgeCount > 0 && input.IsDifferentiable && edge.PullBack is not null && input.ReachedBy != pass && input.Id >= first)
                {
                    input.ReachedBy = pass;
                    open++;
                }
            }
        }

        for (var at = length - 1; at >= start; at--)
        {
            var node = places[path[at]]!;
            if (node.NeededBy != pass && LeadsToNeeded(tape.EdgesOf(node), pass))
            {
                node.NeededBy = pass;
            }
        }

        tape.PathLength = length;
        return path.AsSpan(start..length);
    }

    private static bool LeadsToNeeded<T>(ReadOnlySpan<Edge<T>> edges, long pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref readonly var edge in edges)
        {
            if (edge.Input.NeededBy == pass && edge.PullBack is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static void PullBackFrom<T>(Node<T> node, long pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = node.Tape;
        tape.PullingBack = node.Id;
        if (node.WayBack != WayBack.OneByOne && !tape.IsRecording && !tape.FindsNaN && (node.WayBack == WayBack.Layer ? LayerGradients.Run(node, pass) : StepBack(node, pass)))
        {
            return;
        }

        var arriving = node.Activation == Activation.Identity ? node.Gradient : new Tensor<T>(node).Slope(node.Activation, node.Gradient);
        for (var index = 0; index < node.EdgeCount; index++)
        {
            var (input, pullBack) = tape.EdgeOf(node, index);
            if (pullBack is null || input.NeededBy != pass)
            {
                continue;
            }

            var before = tape.Count;
            var gradient = pullBack(new Tensor<T>(node), arriving);
            if (gradient == default)
            {
                continue; // counted by the pull-back of another result of the same operation
            }

            if (gradient.Shape != input.Layout.Shape)
            {
                gradient = gradient.SumTo(input.Layout.Shape); // the input was broadcast: each number counted several times
            }

            Add(input, gradient, isNew: gradient.Node.Id >= before, pass);
        }
    }

    private static bool StepBack<T>(Node<T> sum, long pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var edges = sum.Tape.EdgesOf(sum);
        if (edges[1].Input.NeededBy == pass)
        {
            return false;
        }

        Add(edges[0].Input, sum.Gradient, isNew: false, pass);
        return true;
    }

    /// <summary>Adds a gradient to that of a place; if it is new, nobody else has it.</summary>
    internal static void Add<T>(Node<T> input, Tensor<T> gradient, bool isNew, long pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        input.Gradient = input.GradientOf != pass ? gradient : Sum(input.Gradient, gradient, isNew);
        input.GradientOf = pass;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // most gradients are the only one of their place
    private static Tensor<T> Sum<T>(Tensor<T> before, Tensor<T> gradient, bool isNew)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => isNew && Elementwise.AddInPlace(before.Node, gradient.Node) ? gradient : before + gradient;
}
