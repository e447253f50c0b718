using System.Globalization;
using System.Numerics;
using Engram.Numerics.Autodiff;

namespace Engram.Numerics.Tensors;

/// <summary>Numbers with a <see cref="Shape"/>, and how they came about: a handle to a place on a <see cref="Tape{T}"/>.</summary>
/// <remarks>
/// Sixteen bytes, copied freely. A tensor lives until its tape is cleared; whoever touches it later is told so. Its numbers never change:
/// operations (the extension classes in <see cref="Engram.Numerics.Autodiff"/>) make new tensors. Views share their numbers with what they view.
/// </remarks>
/// <typeparam name="T">float; double where an oracle or a statistic needs it. Closed over the type by the compiler, so both are equally fast per
/// byte.</typeparam>
public readonly record struct Tensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Node<T>? _node;
    private readonly long _generation;

    internal Tensor(Node<T> node) => (_node, _generation) = (node, node.Tape.Generation);

    /// <summary>The extents.</summary>
    public Shape Shape => Node.Layout.Shape;

    /// <summary>The tape it is on.</summary>
    public Tape<T> Tape => Node.Tape;

    /// <summary>Whether a gradient can be asked for: it is a variable, or depends on one.</summary>
    public bool IsDifferentiable => Node.IsDifferentiable;

    /// <summary>The name of the operation that made it.</summary>
    public string Operation => Node.Operation;

    internal Node<T> Node => _node is { } node && node.Tape.Generation == _generation ? node : throw Gone(_node);

    /// <summary>The only number of a tensor that has one.</summary>
    /// <exception cref="ShapeException">There are more.</exception>
    public T Item()
    {
        RequireReadable();
        return Shape.Count == 1
            ? Node.Storage[Node.Layout.Offset]
            : throw new ShapeException(nameof(Item), $"{Shape}", "It reads the number of a tensor that has exactly one. Sum or Mean it first, or use CopyTo.");
    }

    /// <summary>Copies the numbers, row by row.</summary>
    /// <param name="target">Exactly as many numbers as the shape has.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void CopyTo(Span<T> target)
    {
        RequireReadable();
        if (target.Length != Shape.Count)
        {
            throw new ArgumentException($"The tensor {Shape} has {Shape.Count} numbers; there is room for {target.Length}.", nameof(target));
        }

        StridedCopy.ToDense(Node, target);
    }

    /// <summary>The numbers, row by row, in a new array.</summary>
    public T[] ToArray()
    {
        var numbers = new T[Shape.Count];
        CopyTo(numbers);
        return numbers;
    }

    /// <summary>The i-th tensor it was made of, in the order in which the operation named them; for pull-backs.</summary>
    /// <exception cref="InvalidOperationException">It was not recorded: nothing it depends on is differentiable, or the tape was not
    /// recording.</exception>
    public Tensor<T> Input(int index) => new(Node.Tape.EdgeOf(Node, index).Input);

    /// <summary>What the operation kept for its pull-backs with <see cref="Keep{TState}"/>.</summary>
    /// <typeparam name="TState">The type that was kept.</typeparam>
    public TState Kept<TState>()
        where TState : unmanaged => Node.Kept<TState>();

    /// <summary>Keeps what a pull-back will need beyond the tensors: axes, strides, a number.</summary>
    /// <param name="state">At most 32 bytes.</param>
    /// <typeparam name="TState">A small record of plain values.</typeparam>
    public Tensor<T> Keep<TState>(TState state)
        where TState : unmanaged
    {
        Node.Keep(state);
        return this;
    }

    /// <summary>The integers that the operation kept with <see cref="KeepIntegers"/>.</summary>
    public ReadOnlySpan<int> Integers => Node.Integers;

    /// <summary>Keeps integers that a pull-back will need, such as which numbers were picked. They are copied.</summary>
    public Tensor<T> KeepIntegers(ReadOnlySpan<int> integers)
    {
        var kept = Tape.Integers(integers.Length);
        integers.CopyTo(kept);
        Node.Integers = kept;
        return this;
    }

    /// <summary>Says that this new tensor depends on another, and how a gradient is pulled back through it. Called directly after the value
    /// was computed, once for each input, in order.</summary>
    /// <param name="input">What it was made of.</param>
    /// <param name="pullBack">From this tensor and the gradient of the loss by it to the gradient of the loss by the input, of the input's
    /// shape or of one that the input broadcasts to. Make it of public operations, so that it has a derivative itself, and static, so that it
    /// allocates nothing. Null where the derivative is zero.</param>
    public Tensor<T> DependsOn(Tensor<T> input, PullBack<T>? pullBack = null)
    {
        Node.Tape.Connect(Node, input.Node, pullBack);
        return this;
    }

    /// <summary>The operation, the shape, and the first numbers; without them while its step is captured.</summary>
    public override string ToString()
    {
        const int Shown = 8;
        if (Node.Tape.IsBeingCaptured)
        {
            return $"{Operation} {Shape}";
        }

        var numbers = new T[Shape.Count];
        StridedCopy.ToDense(Node, numbers);
        var text = string.Join(", ", numbers.Take(Shown).Select(number => number.ToString(null, CultureInfo.InvariantCulture)));
        return $"{Operation} {Shape} {{{text}{(numbers.Length > Shown ? ", …" : "")}}}";
    }

    private void RequireReadable()
    {
        if (Node.Tape.IsBeingCaptured)
        {
            throw Tape<T>.NotRepeatable($"{Operation} {Shape} is read", "Read it after a run, keep its numbers with Gradient.CopyTo, or make what depends on it of operations.");
        }
    }

    private static InvalidOperationException Gone(Node<T>? node) => new(node is null
        ? "This tensor was never made: default(Tensor) has no numbers. Make one with Tape.Constant or Tape.Variable."
        : "This tensor belongs to a step that is over: its tape was cleared since. Copy what you need with CopyTo before Tape.Clear, and make it anew.");
}
