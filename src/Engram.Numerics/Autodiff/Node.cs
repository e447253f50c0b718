using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>One place on a tape: numbers, how they lie, and what they were made of. Taken again after the tape was cleared.</summary>
internal sealed class Node<T>(Tape<T> tape, int id)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Layout _layout;
    private State _kept;
    private Type? _keptType;

    public Tape<T> Tape { get; } = tape;

    /// <summary>Its place; inputs have lower ones.</summary>
    public int Id { get; } = id;

    public string Operation { get; private set; } = "";

    public T[] Storage { get; private set; } = [];

    /// <summary>How the numbers lie; by reference, because every operation looks at it several times.</summary>
    public ref readonly Layout Layout => ref _layout;

    /// <summary>How many numbers there are along each axis.</summary>
    public ref readonly Shape Shape => ref _layout.Shape;

    /// <summary>Whether the numbers lie row by row without gaps; asked for by every operation, so it is looked up once.</summary>
    public bool IsDense { get; private set; }

    /// <summary>Whether its numbers were made for it: it is no view, and nothing lent.</summary>
    public bool IsOwner { get; set; }

    public bool IsDifferentiable { get; set; }

    /// <summary>Which <see cref="Neighbours{T}"/> of the tape it is one of, counted from 1; 0 if none.</summary>
    public int Neighbours { get; set; }

    public int FirstEdge { get; private set; }

    public int EdgeCount { get; set; }

    /// <summary>Integers that the operation keeps for its pull-backs, such as which numbers it picked.</summary>
    public ArraySegment<int> Integers { get; set; }

    /// <summary>What the operation did to its numbers at the end: a gradient goes through its slope before it goes back to any of the inputs.</summary>
    public Activation Activation { get; set; }

    /// <summary>How a gradient goes back from here where nothing is recorded.</summary>
    public WayBack WayBack { get; set; }

    /// <summary>The last backward pass whose output depends on this node.</summary>
    public long ReachedBy { get; set; }

    /// <summary>The last backward pass for which this node lies between the parameters and the output.</summary>
    public long NeededBy { get; set; }

    /// <summary>The backward pass that <see cref="Gradient"/> belongs to.</summary>
    public long GradientOf { get; set; }

    public Tensor<T> Gradient { get; set; }

    /// <summary>The numbers, row by row; of a dense node only.</summary>
    public Span<T> Numbers => new(Storage, _layout.Offset, _layout.Shape.Count);

    /// <summary>Whether its numbers begin where those of several tensors end that begin with another one, lie without gaps and have so many
    /// together.</summary>
    public bool Follows(Node<T> first, int count) => ReferenceEquals(Storage, first.Storage) && _layout.Offset == first._layout.Offset + count;

    /// <summary>Begins anew. A step mostly repeats the one before, so what is there already is not written again: a reference that is written costs
    /// the collector's barrier.</summary>
    public void Reuse(string operation, T[] storage, in Layout layout, bool isDense, int firstEdge)
    {
        if (!ReferenceEquals(Operation, operation))
        {
            Operation = operation;
        }

        if (!ReferenceEquals(Storage, storage))
        {
            Storage = storage;
        }

        _layout = layout;
        IsDense = isDense;
        IsOwner = false;
        IsDifferentiable = false;
        Neighbours = 0;
        FirstEdge = firstEdge;
        EdgeCount = 0;
        Integers = default;
        Activation = Activation.Identity;
        WayBack = WayBack.OneByOne;
        _keptType = null;
    }

    /// <summary>Lets go of memory that is no longer in use.</summary>
    public void Forget()
    {
        Storage = [];
        Integers = default;
    }

    public void Keep<TState>(TState state)
        where TState : unmanaged
    {
        if (Unsafe.SizeOf<TState>() > State.Length)
        {
            throw new ArgumentException($"{typeof(TState).Name} takes {Unsafe.SizeOf<TState>()} bytes; an operation keeps at most {State.Length}. Keep a tensor as an input instead.");
        }

        _keptType = typeof(TState);
        MemoryMarshal.Write(_kept, in state);
    }

    public TState Kept<TState>()
        where TState : unmanaged => _keptType == typeof(TState)
        ? MemoryMarshal.Read<TState>(_kept)
        : throw new InvalidOperationException($"{Operation} kept {_keptType?.Name ?? "nothing"}, not {typeof(TState).Name}.");

    [InlineArray(Length)]
    private struct State
    {
        public const int Length = 32;

        private byte _first;
    }
}
