using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <content>Gradients as one flat buffer, as optimizers want them.</content>
public static partial class Gradient
{
    /// <summary>∂loss/∂parameter for each parameter, one behind the other in a flat buffer: as <see cref="CopyTo"/> of what <c>Of</c> gives, with the same
    /// bits. Where the parameters are all that <see cref="Tape{T}.Variables"/> or <see cref="Tape{T}.BorrowedVariables"/> made together, a layer writes its
    /// gradients there at once, which spares the copy.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="parameters">See <c>Of</c>.</param>
    /// <param name="target">As many numbers as all parameters have together; overwritten while gradients are computed, so nothing else on the tape may lie
    /// there. Where the parameters themselves do, it is overwritten afterwards.</param>
    /// <exception cref="ShapeException">The loss has more than one number.</exception>
    /// <exception cref="InvalidOperationException">A parameter is a constant.</exception>
    /// <exception cref="ArgumentException">The target is longer or shorter.</exception>
    public static void Into<T>(Tensor<T> loss, ReadOnlySpan<Tensor<T>> parameters, Memory<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireOne(loss);
        RequireRoom(parameters, target.Length);
        MemoryMarshal.TryGetArray<T>(target, out var room); // memory that is no array is filled by copying
        loss.Tape.Lend(room);
        var numbers = target.Span;
        foreach (var gradient in Of(loss, loss.Tape.Full(loss.Shape, T.One), parameters, createGraph: false, room))
        {
            var node = gradient.Node;
            var part = numbers[..node.Shape.Count];
            if (!node.IsDense || !node.Numbers.Overlaps(part, out var shift) || shift != 0)
            {
                node.Tape.Copy(node.Storage, node.Layout, part);
            }

            numbers = numbers[part.Length..];
        }
    }

    /// <summary>Lays tensors one behind the other into a flat buffer, such as gradients for an optimizer.</summary>
    /// <param name="tensors">In order.</param>
    /// <param name="target">As many numbers as all of them have together.</param>
    /// <exception cref="ArgumentException">It is longer or shorter.</exception>
    public static void CopyTo<T>(ReadOnlySpan<Tensor<T>> tensors, Memory<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var room = Room(tensors, target);
        if (Neighbours<T>.TryJoin(tensors, out var numbers))
        {
            tensors[0].Tape.Copy(numbers, room);
            return;
        }

        foreach (var tensor in tensors)
        {
            var node = tensor.Node;
            node.Tape.Copy(node.Storage, node.Layout, room[..node.Shape.Count]);
            room = room[node.Shape.Count..];
        }
    }

    /// <summary>Adds tensors to a flat buffer, one behind the other: the gradients of one task to the sum over all, for instance.</summary>
    /// <param name="tensors">In order.</param>
    /// <param name="target">As many numbers as all of them have together.</param>
    /// <exception cref="ArgumentException">It is longer or shorter.</exception>
    public static void AddTo<T>(ReadOnlySpan<Tensor<T>> tensors, Memory<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var room = Room(tensors, target);
        if (Neighbours<T>.TryJoin(tensors, out var numbers))
        {
            tensors[0].Tape.Kernels.Combine(Binary.Add, room, 1, numbers, 1, room);
            return;
        }

        foreach (var tensor in tensors)
        {
            var part = room[..tensor.Shape.Count];
            tensor.Tape.Kernels.Combine(Binary.Add, part, 1, tensor.Tape.Dense(tensor.Node), 1, part);
            room = room[part.Length..];
        }
    }

    // Where tensors are to be laid, which a captured step is told.
    private static Span<T> Room<T>(ReadOnlySpan<Tensor<T>> tensors, Memory<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireRoom(tensors, target.Length);
        if (!tensors.IsEmpty && MemoryMarshal.TryGetArray<T>(target, out var room))
        {
            tensors[0].Tape.Lend(room);
        }

        return target.Span;
    }

    private static void RequireRoom<T>(ReadOnlySpan<Tensor<T>> tensors, int target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var needed = 0L;
        foreach (var tensor in tensors)
        {
            needed += tensor.Node.Shape.Count;
        }

        if (needed != target)
        {
            throw new ArgumentException($"The {tensors.Length} tensors have {needed} numbers together; there is room for {target}.", nameof(target));
        }
    }
}
