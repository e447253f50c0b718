using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>A NaN appeared on a tape that searches for it (<see cref="Tape{T}.FindsNaN"/>). The message names the operation, the place and, in a
/// backward pass, the operation whose pull-back made it.</summary>
public sealed class NaNFoundException : ArithmeticException
{
    private NaNFoundException(string operation, string message)
        : base(message) => Operation = operation;

    /// <summary>The operation that made it.</summary>
    public string Operation { get; }

    internal static void ThrowIfAny<T>(Node<T> node, Node<T> input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var place = FirstNaN(node);
        if (place < 0)
        {
            return;
        }

        var where = node.Tape.PullingBack is >= 0 and var forward ? $" in the pull-back of {node.Tape.NodeAt(forward).Operation}" : "";
        var before = FirstNaN(input);
        var came = before >= 0
            ? $"Its first input already has NaN, at {Position(input.Layout.Shape, before)}: look where those numbers come from."
            : $"Its first input, {input.Operation} {input.Layout.Shape}, has none.";
        throw new NaNFoundException(
            node.Operation,
            $"{node.Operation} made NaN{where}: number {Position(node.Layout.Shape, place)} of {node.Layout.Shape}, tensor {node.Id} of this step. {came}");
    }

    private static int FirstNaN<T>(Node<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = node.Tape.Dense(node);
        for (var index = 0; index < numbers.Length; index++)
        {
            if (T.IsNaN(numbers[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private static string Position(Shape shape, int index)
    {
        var text = "";
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            text = $"{index % shape[axis]}{(text.Length > 0 ? ", " : "")}{text}";
            index /= shape[axis];
        }

        return $"[{text}]";
    }
}
