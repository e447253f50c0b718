using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Capture;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>The record of one step: every tensor that was made, in order, with its numbers and what it was made of.</summary>
/// <remarks>
/// A tape owns the memory of its tensors and takes it back at <see cref="Clear"/>: a training step that does the same work as the one before
/// allocates nothing. It belongs to one thread; give each thread its own. The bits of every result depend on the numbers and shapes only, never
/// on the machine.
/// <code>
/// var tape = new Tape&lt;float&gt;();
/// for (var step = 0; step &lt; steps; step++)
/// {
///     tape.Clear();
///     var w = tape.Variable(weights, new Shape(21, 10));
///     var loss = (tape.Constant(x, new Shape(5, 21)).MatMul(w) - tape.Constant(y, new Shape(5, 10))).Square().Mean();
///     Gradient.Of(loss, [w])[0].CopyTo(gradient);
/// }
/// </code>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed partial class Tape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Arena<T> _numbers;
    private readonly Arena<int> _integers = new();
    private Node<T>?[] _nodes = [];
    private Edge<T>[] _edges = [];
    private int _edgeCount;
    private Tensor<T>[] _handles = [];
    private int _handleCount;

    /// <summary>An empty tape.</summary>
    /// <param name="kernels">What it computes with; <see cref="ManagedKernels{T}"/> unless said.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tape(IKernels<T>? kernels = null)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Tensors are made of float or double, not {typeof(T).Name}.");
        }

        Kernels = kernels ?? new ManagedKernels<T>();
        Capturing = kernels as CapturingKernels<T>;
        Capturing?.Begin();
        _numbers = new Arena<T>(Capturing?.Memory.Blocks);
    }

    /// <summary>What it computes with.</summary>
    public IKernels<T> Kernels { get; }

    /// <summary>Whether every result is searched for NaN, and the first that is found named with its operation (<see cref="NaNFoundException"/>).
    /// Costs a pass over each result; off by default.</summary>
    /// <exception cref="NotSupportedException">The tape is that of a captured step, which makes its operations once: only its first run would be searched.</exception>
    public bool FindsNaN
    {
        get;
        set => field = !value || Capturing is null
            ? value
            : throw NotRepeatable("NaN is looked for", "To find out where it comes from, run the step on a tape of your own.");
    }

    /// <summary>Whether new tensors remember what they were made of. In a backward pass only if its gradients are to be differentiated again: a pull-back
    /// may ask, and use a faster way where they are not.</summary>
    public bool IsRecording { get; internal set; } = true;

    /// <summary>How many tensors were made since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Memory for numbers, in bytes. It stays the same over steps that do the same work.</summary>
    public long Bytes => (long)_numbers.Capacity * Unsafe.SizeOf<T>();

    /// <summary>Counts <see cref="Clear"/>, so that a tensor knows when its step is over.</summary>
    internal long Generation { get; private set; }

    /// <summary>Counts backward passes, so that their marks need no clearing.</summary>
    internal long Pass { get; set; }

    /// <summary>The place of the tensor whose pull-back is running, for messages; negative when none is.</summary>
    internal int PullingBack { get; set; } = -1;

    /// <summary>The first place that is not of the backward pass under way: in the middle of it, a pull-back may take gradients by what it made
    /// itself.</summary>
    internal int OwnFrom { get; set; }

    /// <summary>Room for the places that backward passes visit; it grows with them.</summary>
    internal int[] Path { get; private set; } = new int[64];

    /// <summary>How much of it the passes under way take.</summary>
    internal int PathLength { get; set; }

    /// <summary>A new tensor for an operation to fill: the beginning of every operation that computes numbers other than by operations or kernels.</summary>
    /// <param name="operation">The name of the operation, as it is called in code.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="numbers">Room for the result, row by row; whatever was there before, so every number must be written.</param>
    /// <exception cref="NotSupportedException">The step is being captured: what is written here by code would not be written in later runs.</exception>
    public Tensor<T> Result(string operation, Shape shape, out Span<T> numbers)
    {
        if (Capturing is not null)
        {
            throw NotRepeatable($"{operation} writes its numbers itself", "Make it of operations, or run the step on a tape each time.");
        }

        var node = New(operation, shape);
        numbers = node.Numbers;
        return new Tensor<T>(node);
    }

    /// <summary>Ends the step: all tensors are gone, their memory is there for the next ones.</summary>
    /// <exception cref="NotSupportedException">The tape is that of a captured step, whose memory every run needs.</exception>
    public void Clear()
    {
        if (Capturing is not null)
        {
            throw NotRepeatable("The tape is cleared", "A captured step is one step; its tape lives as long as it does.");
        }

        Generation++;
        Count = 0;
        _edgeCount = 0;
        _handleCount = 0;
        _neighbourCount = 0;
        if (_numbers.Clear() | _integers.Clear())
        {
            foreach (var neighbours in _neighbours)
            {
                neighbours.Forget();
            }

            foreach (var node in _nodes)
            {
                node?.Forget();
            }
        }
    }

    /// <summary>A new place for numbers that lie row by row, to be filled.</summary>
    internal Node<T> New(string operation, in Shape shape)
    {
        var storage = _numbers.Take(shape.Count, out var offset);
        var node = Place(operation, storage, Layout.Dense(shape, offset), isDense: true);
        node.IsOwner = true;
        return node;
    }

    /// <summary>A new place of the shape of another one, whose numbers lie row by row.</summary>
    internal Node<T> Like(string operation, Node<T> other)
    {
        var storage = _numbers.Take(other.Layout.Shape.Count, out var offset);
        var node = Place(operation, storage, other.Layout.At(offset), isDense: true);
        node.IsOwner = true;
        return node;
    }

    /// <summary>The numbers of another tensor, seen in another way.</summary>
    internal Tensor<T> View(string operation, Node<T> source, in Layout layout) => new(Place(operation, source.Storage, layout, layout.IsDense));

    /// <summary>Memory until the next <see cref="Clear"/>, for the inside of an operation.</summary>
    internal Span<T> Scratch(int count)
    {
        var storage = _numbers.Take(count, out var offset);
        return new Span<T>(storage, offset, count);
    }

    /// <summary>The numbers of a node row by row: its own where they lie so, else a copy.</summary>
    internal ReadOnlySpan<T> Dense(Node<T> node) => node.IsDense ? node.Numbers : Dense(node.Storage, node.Layout);

    /// <summary>Numbers as a layout shows them, copied.</summary>
    internal ReadOnlySpan<T> Dense(ReadOnlySpan<T> storage, in Layout layout)
    {
        var copy = Scratch(layout.Shape.Count);
        Copy(storage, layout, copy);
        return copy;
    }

    /// <summary>Room for integers until the next <see cref="Clear"/>.</summary>
    internal ArraySegment<int> Integers(int count)
    {
        var storage = _integers.Take(count, out var offset);
        return new ArraySegment<int>(storage, offset, count);
    }

    /// <summary>Room for a list of tensors until the next <see cref="Clear"/>.</summary>
    internal Span<Tensor<T>> Handles(int count)
    {
        if (_handleCount + count > _handles.Length)
        {
            _handles = new Tensor<T>[Math.Max(2 * _handles.Length, Math.Max(64, count))]; // lists handed out before keep the old array
            _handleCount = 0;
        }

        _handleCount += count;
        return _handles.AsSpan(_handleCount - count, count);
    }

    internal Node<T> NodeAt(int id) => _nodes[id]!;

    /// <summary>All places, by their numbers.</summary>
    internal ReadOnlySpan<Node<T>?> Places => _nodes.AsSpan(0, Count);

    internal ReadOnlySpan<Edge<T>> EdgesOf(Node<T> node) => _edges.AsSpan(node.FirstEdge, node.EdgeCount);

    internal ref readonly Edge<T> EdgeOf(Node<T> node, int index)
    {
        if ((uint)index >= (uint)node.EdgeCount)
        {
            throw NoSuchInput(node, index);
        }

        return ref _edges[node.FirstEdge + index];
    }

    internal void Connect(Node<T> node, Node<T> input, PullBack<T>? pullBack)
    {
        if (input.Tape != this)
        {
            throw OfTwoTapes(node);
        }

        if (FindsNaN && node.EdgeCount == 0)
        {
            NaNFoundException.ThrowIfAny(node, input);
        }

        if (!IsRecording)
        {
            return;
        }

        if (node.FirstEdge + node.EdgeCount != _edgeCount)
        {
            throw TooLate(node);
        }

        if (_edgeCount == _edges.Length)
        {
            MoreEdges();
        }

        Write(ref _edges[_edgeCount++], input, pullBack);
        node.EdgeCount++;
        node.IsDifferentiable |= pullBack is not null && input.IsDifferentiable;
    }

    /// <summary>Both inputs of a place that was made last, at once.</summary>
    internal void Connect(Node<T> node, Node<T> one, PullBack<T>? toOne, Node<T> other, PullBack<T>? toOther)
    {
        if (one.Tape != this || other.Tape != this)
        {
            throw OfTwoTapes(node);
        }

        if (FindsNaN)
        {
            NaNFoundException.ThrowIfAny(node, one);
        }

        if (!IsRecording)
        {
            return;
        }

        if (_edgeCount + 2 > _edges.Length)
        {
            MoreEdges();
        }

        Write(ref _edges[_edgeCount++], one, toOne);
        Write(ref _edges[_edgeCount++], other, toOther);
        node.EdgeCount = 2;
        node.IsDifferentiable = (toOne is not null && one.IsDifferentiable) || (toOther is not null && other.IsDifferentiable);
    }

    /// <summary>Twice the room of <see cref="Path"/>, with what is there.</summary>
    internal int[] LongerPath()
    {
        var path = Path;
        Array.Resize(ref path, 2 * path.Length);
        return Path = path;
    }

    private Node<T> Place(string operation, T[] storage, in Layout layout, bool isDense)
    {
        if (Count == _nodes.Length || _nodes[Count] is not { } node)
        {
            node = AnotherNode();
        }

        Count++;
        node.Reuse(operation, storage, layout, isDense, _edgeCount);
        return node;
    }

    // As in Node.Reuse: in a step that repeats the one before, the same edge is there already.
    private static void Write(ref Edge<T> edge, Node<T> input, PullBack<T>? pullBack)
    {
        if (!ReferenceEquals(edge.Input, input) || !ReferenceEquals(edge.PullBack, pullBack))
        {
            edge = new Edge<T>(input, pullBack);
        }
    }

    // What happens rarely stands apart: the methods that every operation runs through stay small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Node<T> AnotherNode()
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Max(256, 2 * _nodes.Length));
        }

        return _nodes[Count] = new Node<T>(this, Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoreEdges() => Array.Resize(ref _edges, Math.Max(256, 2 * _edges.Length));

    private static InvalidOperationException NoSuchInput(Node<T> node, int index) =>
        new($"{node.Operation} remembers {node.EdgeCount} inputs; number {index} was asked for.");

    private static InvalidOperationException OfTwoTapes(Node<T> node) =>
        new($"{node.Operation} was given tensors of two tapes. Make both on one: a tape is the memory of one thread.");

    private static InvalidOperationException TooLate(Node<T> node) =>
        new($"{node.Operation} said DependsOn after another operation had begun. Say it directly after the value was computed.");
}
