using System.Numerics;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Capture;

/// <summary>A step that is written as any other and runs its code once: from then on only its kernels run, on the same memory, with the same bits.</summary>
/// <remarks>
/// For small steps that are repeated: the tensors, shapes, edges and backward passes of a step of two small networks cost as much as half of its arithmetic, and
/// are the same each time. Nothing is allocated by a run after the first. Belongs to one thread at a time.
/// <para>
/// New numbers come in, and results go out, through arrays of the caller's: a step reads them where they lie
/// (<see cref="Tape{T}.Borrowed"/>, <see cref="Tape{T}.BorrowedVariables"/>) and leaves gradients there (<see cref="Gradient.Into"/>,
/// <see cref="Gradient.CopyTo"/>, <see cref="Gradient.AddTo"/>). Between runs its tensors can be read, and hold what the last run computed. <b>All else is
/// captured as it was:</b> the shapes, which way the code went, and every number it said itself, such as a factor, <c>Constant(0.5f)</c> or a bound of
/// <c>Clip</c>. Numbers that change are read from a borrowed array.
/// </para>
/// <para>
/// What a captured step could not do again is refused when it runs first: reading a tensor in it, copying numbers in with <c>Variable</c>, operations that choose
/// by integers, convolve, pool, take powers or draw, LSTMs, operations of one's own that write their numbers themselves. That nothing else was missed is not
/// believed but tried: the first run is repeated from its beginning, and must come to the same bits.
/// </para>
/// <code>
/// var (x, y) = (new float[10], new float[10]);
/// var step = new CapturedStep&lt;float&gt;(tape =&gt;
/// {
///     var p = tape.BorrowedVariables(parameters, shapes);
///     var output = tape.Borrowed(x, new Shape(10, 1)).Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3]);
///     Gradient.Into(output.MeanSquaredError(tape.Borrowed(y, new Shape(10, 1))), p, gradient);
/// });
/// </code>
/// The idea is that of the graphs of CUDA, for processors (CUDA C++ Programming Guide, "CUDA Graphs", stream capture).
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="step">What is done in a run, on an empty tape. It is called in the first run only.</param>
/// <param name="kernels">What it computes with; <see cref="ManagedKernels{T}"/> unless said.</param>
public sealed class CapturedStep<T>(Action<Tape<T>> step, IKernels<T>? kernels = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IKernels<T> _kernels = kernels ?? new ManagedKernels<T>();
    private Call<T>[]? _calls;

    /// <summary>How many calls of kernels, and copies, a run is; 0 before the first.</summary>
    public int Calls => _calls?.Length ?? 0;

    /// <summary>Does the step once: by its code, if this is the first run, else by what was captured.</summary>
    /// <exception cref="NotSupportedException">The step does something that cannot be captured. Nothing of the caller's has changed, but for what the code changed by
    /// itself.</exception>
    public void Run()
    {
        if (_calls is null)
        {
            Capture();
            return;
        }

        foreach (var call in _calls)
        {
            call.Run(_kernels);
        }
    }

    private void Capture()
    {
        var capturing = new CapturingKernels<T>(_kernels);
        var tape = new Tape<T>(capturing);
        var generation = tape.Generation;
        try
        {
            step(tape);
        }
        catch
        {
            capturing.Memory.Rewind();
            throw;
        }

        var calls = capturing.End();
        if (tape.Generation != generation || tape.FindsNaN)
        {
            capturing.Memory.Rewind();
            throw new NotSupportedException(tape.FindsNaN
                ? "A captured step makes its operations once, so FindsNaN would look at the first run only. To find out where NaN comes from, run the step on a tape of your own."
                : "A captured step is one step: its code must not clear the tape.");
        }

        Rehearsal.Run(tape, capturing.Memory, calls, _kernels);
        capturing.Memory.Forget();
        _calls = calls;
    }
}
