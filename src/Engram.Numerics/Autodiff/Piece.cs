using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Neighbouring numbers of one axis.</summary>
/// <param name="Axis">Counted from the innermost, negative.</param>
/// <param name="Start">The first.</param>
internal readonly record struct Piece(int Axis, int Start)
{
    public static void Require(string operation, Shape shape, int axis, int start, int length)
    {
        if (start < 0 || length < 1 || start > shape[axis] - length)
        {
            throw new ShapeException(operation, $"{shape}, axis {axis}, start {start} and length {length}",
                $"The axis has the numbers 0 to {shape[axis] - 1}; start and start + length - 1 must be among them.");
        }
    }

    /// <summary>Writes a tensor into a larger one of the given extent at one place, everything else left alone.</summary>
    public static void Write<T>(Tensor<T> piece, int place, Span<T> target, int start, int extent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = piece.Tape.Dense(piece.Node);
        var inner = 1;
        for (var within = place + 1; within < Shape.MaxRank; within++)
        {
            inner *= piece.Shape.Padded(within);
        }

        var run = piece.Shape.Padded(place) * inner;
        for (int from = 0, to = start * inner; from < numbers.Length; from += run, to += extent * inner)
        {
            piece.Tape.Copy(numbers.Slice(from, run), target.Slice(to, run));
        }
    }
}
