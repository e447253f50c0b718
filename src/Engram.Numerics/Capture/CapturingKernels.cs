using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Capture;

/// <summary>Computes with other kernels, and remembers what was asked of them.</summary>
internal sealed class CapturingKernels<T>(IKernels<T> kernels) : IKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Call<T>> _calls = [];
    private bool _hasTape;

    /// <summary>Where the numbers lie that calls are given.</summary>
    public CapturedMemory<T> Memory { get; } = new();

    /// <summary>Whether the step is captured, and nothing may be added to it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What it captures is one tape's.</summary>
    /// <exception cref="NotSupportedException">It has one already.</exception>
    public void Begin()
    {
        if (_hasTape)
        {
            throw new NotSupportedException("The kernels of a captured step serve the tape that its code is given, and no other. Make a tape with kernels of your own, and outside the step.");
        }

        _hasTape = true;
    }

    /// <summary>Ends it.</summary>
    /// <returns>All calls, in their order.</returns>
    public Call<T>[] End()
    {
        IsOver = true;
        return [.. _calls];
    }

    public void Map(Unary function, ReadOnlySpan<T> x, Span<T> y) => Run(new MapCall<T>(function, Memory.Find(Part(x, y.Length)), Memory.FindTarget(y)));

    public void Combine(Binary function, ReadOnlySpan<T> a, int aStep, ReadOnlySpan<T> b, int bStep, Span<T> y) => Run(new CombineCall<T>(
        function,
        Memory.Find(Part(a, aStep == 1 ? y.Length : 1)),
        aStep,
        Memory.Find(Part(b, bStep == 1 ? y.Length : 1)),
        bStep,
        Memory.FindTarget(y)));

    public void AddScaled(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T factor, Span<T> y) =>
        Run(new AddScaledCall<T>(Memory.Find(Part(a, y.Length)), Memory.Find(Part(b, y.Length)), factor, Memory.FindTarget(y)));

    public void Reduce(Fold fold, ReadOnlySpan<T> x, Span<T> y, int outer, int count, int inner) =>
        Run(new ReduceCall<T>(fold, Memory.Find(x), Memory.FindTarget(y), outer, count, inner));

    public void Multiply(in MatrixProduct<T> product) => Run(new MultiplyCall<T>(product, Memory));

    public void ActivateGates(Span<T> gates, int rows, int units) => throw Recurrent();

    public void RunLstm(LstmPart part, in LstmRows<T> rows) => throw Recurrent();

    public void RunStack(in LstmStack<T> stack, Span<T> outputs, Span<T> nextState) => throw Recurrent();

    public void RunStackBack(in LstmStack<T> stack, ReadOnlySpan<T> outputGradients, Span<T> gradient) => throw Recurrent();

    /// <summary>What of an operand a call reads; if that is too short, the call will say so.</summary>
    internal static ReadOnlySpan<T> Part(ReadOnlySpan<T> operand, long count) => operand[..(int)Math.Min(count, operand.Length)];

    /// <summary>An array of the caller's, to be read or written.</summary>
    public void Lend(T[] array)
    {
        RequireOpen();
        Memory.Lend(array);
    }

    /// <summary>Numbers on the tape that were said in the code.</summary>
    public void Give(ReadOnlySpan<T> numbers)
    {
        RequireOpen();
        Memory.Give(numbers);
    }

    /// <summary>Copies numbers as they lie.</summary>
    public void Copy(ReadOnlySpan<T> source, Span<T> target) => Run(new CopyCall<T>(Memory.Find(source), Memory.FindTarget(target)));

    /// <summary>Copies numbers as a layout shows them.</summary>
    public void Copy(ReadOnlySpan<T> storage, in Layout layout, Span<T> target)
    {
        var place = Memory.Find(storage);
        Run(new ViewCall<T>(place.Array, layout.At(place.Offset + layout.Offset), Memory.FindTarget(target)));
    }

    /// <summary>Makes numbers zero.</summary>
    public void Zero(Span<T> target) => Run(new ZeroCall<T>(Memory.FindTarget(target)));

    private void Run(Call<T> call)
    {
        RequireOpen();
        call.Run(kernels);
        _calls.Add(call);
    }

    private void RequireOpen()
    {
        if (IsOver)
        {
            throw new InvalidOperationException("The tape of a captured step takes no more operations: what the step does is captured. Read its tensors, run it again, or compute on a tape of your own.");
        }
    }

    private static NotSupportedException Recurrent() => new(
        "A captured step has no LSTM: its calls are long, and capturing would save nothing worth having. Run the step on a tape each time.");
}
