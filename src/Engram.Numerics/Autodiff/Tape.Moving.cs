using Engram.Numerics.Capture;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <content>Numbers that operations move about. No kernels do it, so it is here that a captured step sees it.</content>
public sealed partial class Tape<T>
{
    /// <summary>What captures the step, if anything does.</summary>
    internal CapturingKernels<T>? Capturing { get; }

    /// <summary>Copies numbers as they lie.</summary>
    internal void Copy(ReadOnlySpan<T> source, Span<T> target)
    {
        if (Capturing is null)
        {
            source.CopyTo(target);
        }
        else
        {
            Capturing.Copy(source, target);
        }
    }

    /// <summary>Copies numbers as a layout shows them, row by row.</summary>
    internal void Copy(ReadOnlySpan<T> storage, in Layout layout, Span<T> target)
    {
        if (Capturing is null)
        {
            StridedCopy.ToDense(layout, storage, target);
        }
        else
        {
            Capturing.Copy(storage, layout, target);
        }
    }

    /// <summary>Makes numbers zero.</summary>
    internal void Zero(Span<T> numbers)
    {
        if (Capturing is null)
        {
            numbers.Clear();
        }
        else
        {
            Capturing.Zero(numbers);
        }
    }

    /// <summary>The same numbers where a captured step can find them in each run: memory that is an array, or part of one.</summary>
    internal void Lend(ArraySegment<T> numbers)
    {
        if (Capturing is not null && numbers.Array is not null)
        {
            Capturing.Lend(numbers.Array);
        }
    }

    /// <summary>Whether what happens now is all that a captured step will do in later runs.</summary>
    internal bool IsBeingCaptured => Capturing is { IsOver: false };

    /// <summary>What a captured step would do in its first run only.</summary>
    internal static NotSupportedException NotRepeatable(string what, string instead) =>
        new($"{what} in a captured step, whose code runs once: later runs would not do it again. {instead}");
}
