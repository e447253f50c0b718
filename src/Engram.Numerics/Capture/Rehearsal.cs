using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Capture;

/// <summary>Whether what was captured is all of a step: its calls alone, from what it began with, must come to the bits it came to.</summary>
/// <remarks>Operations may compute by themselves what no call shows, and would leave the numbers of the first run in all that follow. Cost: a run, and a
/// copy of all numbers.</remarks>
internal static class Rehearsal
{
    /// <summary>Runs the calls again. The tape and the caller's arrays then hold what they held before.</summary>
    /// <exception cref="NotSupportedException">Something else comes out: the caller's arrays hold what they held when the step began.</exception>
    public static void Run<T>(Tape<T> tape, CapturedMemory<T> memory, Call<T>[] calls, IKernels<T> kernels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var computed = tape.Places.ToArray().Where(node => node!.IsOwner).Select(node => (Node: node!, Numbers: node!.Numbers.ToArray())).ToArray();
        var written = memory.Before.Keys.Select(array => (Array: array, Numbers: (T[])[.. array])).ToArray();
        memory.Rewind();
        foreach (var call in calls)
        {
            call.Run(kernels);
        }

        foreach (var (node, numbers) in computed)
        {
            if (!AreSame(node.Numbers, numbers))
            {
                memory.Rewind();
                throw new NotSupportedException(
                    $"{node.Operation} {node.Shape}, tensor {node.Id} of the step, comes to other numbers when the step is run again: what it computes by itself, or from integers or chance, "
                    + "is not captured; only the kernels of the tape are. Run such a step on a tape each time.");
            }
        }

        foreach (var (array, numbers) in written)
        {
            if (!AreSame<T>(array, numbers))
            {
                memory.Rewind();
                throw new NotSupportedException(
                    $"An array of {array.Length} numbers that was lent to the step holds others when the step is run again: the step writes to it by itself. "
                    + "Only what kernels and Gradient.Into, CopyTo and AddTo write is captured.");
            }
        }
    }

    private static bool AreSame<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : unmanaged => MemoryMarshal.AsBytes(one).SequenceEqual(MemoryMarshal.AsBytes(other));
}
