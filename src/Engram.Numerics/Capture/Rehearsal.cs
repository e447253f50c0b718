using System.Numerics;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Capture;

/// <summary>Whether what was captured is all of a step: its calls alone, from what it began with, must come to the bits it came to.</summary>
/// <remarks>An operation that computed by itself what no call shows would leave the numbers of the first run in all that follow. Run twice, with two kinds of
/// nothing in the tape's memory, for a number that was not computed might be as good as the right one: NaN counts as true, and zero as false. What code does to an array
/// before it lends it does not show. Cost: two runs, and a copy of all numbers.</remarks>
internal sealed class Rehearsal<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (string Operation, Shape Shape, int Id, Place<T> Place, T[] Numbers)[] _computed;
    private readonly (Place<T> Place, T[] Numbers)[] _written;
    private readonly CapturedMemory<T> _memory;
    private readonly IKernels<T> _kernels;

    /// <summary>Of a step that has just run.</summary>
    public Rehearsal(Tape<T> tape, CapturedMemory<T> memory, IKernels<T> kernels)
    {
        (_memory, _kernels) = (memory, kernels);
        _computed = [.. tape.Places.ToArray().Where(node => node!.IsOwner).Select(node => (
            node!.Operation, node.Shape, node.Id, new Place<T>(node.Storage, node.Layout.Offset, node.Shape.Count), node.Numbers.ToArray()))];
        _written = [.. memory.Written.Select(place => (place, place.Numbers.ToArray()))];
    }

    /// <summary>Runs the calls again. The tape and the caller's arrays then hold what they held before.</summary>
    /// <exception cref="NotSupportedException">Something else comes out.</exception>
    public void Run(Call<T>[] calls)
    {
        Run(calls, T.Zero);
        Run(calls, CapturedMemory<T>.Impossible);
    }

    private void Run(Call<T>[] calls, T nothing)
    {
        _memory.Rewind(nothing);
        foreach (var call in calls)
        {
            call.Run(_kernels);
        }

        foreach (var (operation, shape, id, place, numbers) in _computed)
        {
            if (!place.Holds(numbers))
            {
                throw new NotSupportedException(
                    $"{operation} {shape}, tensor {id} of the step, comes to other numbers when the step is run again: not all of it is captured. "
                    + "Code that changes an array which it has lent does so once; do that between runs, or run the step on a tape each time.");
            }
        }

        foreach (var (place, numbers) in _written)
        {
            if (!place.Holds(numbers))
            {
                throw new NotSupportedException(
                    $"An array of {place.Array.Length} numbers that was lent to the step holds others when the step is run again: the step writes to it by itself. "
                    + "Only what kernels and Gradient.Into, CopyTo and AddTo write is captured.");
            }
        }
    }
}
