using System.Runtime.CompilerServices;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <content>Tensors that lie one behind the other.</content>
public sealed partial class Tape<T>
{
    private Neighbours<T>[] _neighbours = [];
    private int _neighbourCount;

    /// <summary>Room for tensors that lie one behind the other.</summary>
    /// <param name="count">How many numbers all of them have.</param>
    /// <param name="neighbours">What to say at each <see cref="Neighbour"/>.</param>
    internal ArraySegment<T> Beside(int count, out int neighbours)
    {
        var storage = _numbers.Take(count, out var offset);
        neighbours = Beside(offset, count);
        return new ArraySegment<T>(storage, offset, count);
    }

    /// <summary>The next of some neighbours; the layout says where in their room.</summary>
    internal Node<T> Neighbour(string operation, int neighbours, T[] storage, in Layout layout)
    {
        var node = Place(operation, storage, layout, isDense: true);
        node.Neighbours = neighbours;
        return node;
    }

    /// <summary>A place for the gradient of another one: the first of a backward pass beside those of its neighbours, if it has any.</summary>
    internal Node<T> GradientOf(Node<T> node, long pass)
    {
        if (node.Neighbours == 0 || node.GradientOf == pass)
        {
            return New(nameof(Gradient), node.Shape);
        }

        var offset = _neighbours[node.Neighbours - 1].OffsetOf(node.Layout, pass, _numbers, out var storage);
        var gradient = Place(nameof(Gradient), storage, node.Layout.At(offset), isDense: true);
        gradient.IsOwner = true;
        return gradient;
    }

    /// <summary>Has the gradients of a backward pass made in memory of the caller's, if the tensors are all that lie one behind the other there, and it
    /// is not where they lie themselves.</summary>
    internal void LendGradients(ReadOnlySpan<Tensor<T>> tensors, long pass, ArraySegment<T> room)
    {
        if (Neighbours<T>.TryJoin(tensors, out var numbers) && tensors[0].Node.Neighbours is > 0 and var index && _neighbours[index - 1].Are(numbers.Offset, numbers.Count)
            && !numbers.AsSpan().Overlaps(room))
        {
            _neighbours[index - 1].Lend(pass, room);
        }
    }

    private int Beside(int offset, int count)
    {
        if (_neighbourCount == _neighbours.Length)
        {
            MoreNeighbours();
        }

        _neighbours[_neighbourCount].Reuse(offset, count);
        return ++_neighbourCount;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoreNeighbours()
    {
        Array.Resize(ref _neighbours, Math.Max(4, 2 * _neighbours.Length));
        for (var index = _neighbourCount; index < _neighbours.Length; index++)
        {
            _neighbours[index] = new Neighbours<T>();
        }
    }
}
