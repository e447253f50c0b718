using System.Numerics;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Capture;

/// <summary>A step that is written as any other and runs its code once: from then on only its kernels run, on the same memory, with the same bits.</summary>
/// <remarks>
/// For small steps that are repeated: the tensors, shapes, edges and backward passes of a step of two small networks cost as much as half of its arithmetic, and
/// are the same each time. Nothing is allocated by a run after the first, which takes three times as long. Belongs to one thread at a time; several steps may share arrays, each
/// its own part.
/// <para>
/// New numbers come in, and results go out, through arrays of the caller's: a step reads them where they lie
/// (<see cref="Tape{T}.Borrowed"/>, <see cref="Tape{T}.BorrowedVariables"/>) and leaves gradients there (<see cref="Gradient.Into"/>,
/// <see cref="Gradient.CopyTo"/>, <see cref="Gradient.AddTo"/>). Between runs its tensors can be read: they hold what the last run computed, and borrowed ones what is in their
/// arrays now. <b>All else is captured as it was:</b> the shapes, which arrays, which way the code went, and every number it said itself, such as a factor,
/// <c>Constant(0.5f)</c> or a bound of <c>Clip</c>. Numbers that change are read from a borrowed array.
/// </para>
/// <para>
/// <b>Whatever the code does besides, it does in the first run only:</b> fill or clear an array, draw, move parameters, count. Do that outside, between runs. What the library can notice is
/// refused when the step runs first: reading a tensor, copying numbers in with <c>Variable</c> or <c>Constant</c>, operations that choose by integers, convolve, pool, take powers or
/// drop out, LSTMs, operations of one's own that write their numbers themselves, another captured step. Besides, the first run is repeated from its beginning, twice, and must come to the same bits. What
/// it cannot notice is code that prepares an array before the step reads it.
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
    private readonly Action<Tape<T>> _step = step ?? throw new ArgumentNullException(nameof(step));
    private readonly IKernels<T> _kernels = kernels ?? new ManagedKernels<T>();
    private Call<T>[]? _calls;

    /// <summary>How many calls of kernels, and copies, a run is; 0 before the first.</summary>
    public int Calls => _calls?.Length ?? 0;

    /// <summary>Does the step once: by its code, if this is the first run, else by what was captured.</summary>
    /// <exception cref="NotSupportedException">The step does something that cannot be captured, or is itself part of one. Whatever makes a first run fail, the next begins
    /// anew, and nothing of the caller's has changed but by the code itself.</exception>
    public void Run()
    {
        CaptureUnderWay.RequireNone();
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
        try
        {
            var tape = new Tape<T>(capturing);
            using (new CaptureUnderWay())
            {
                _step(tape);
            }

            var calls = capturing.End();
            if (calls.Length == 0)
            {
                throw new NotSupportedException("The code of the step computes nothing on the tape that it is given, which is all that would be captured.");
            }

            new Rehearsal<T>(tape, capturing.Memory, _kernels).Run(calls);
            _calls = calls;
        }
        catch
        {
            capturing.Memory.Rewind(T.NaN);
            throw;
        }

        capturing.Memory.Forget();
    }
}
