using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Tensors whose numbers lie one behind the other without gaps, such as the parameters of a network in their buffer.</summary>
/// <remarks>Their gradients lie as they do, where whoever makes one asks for room here: all of them are then one run of numbers for whatever comes
/// next.</remarks>
internal sealed class Neighbours<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int _offset;
    private int _count;
    private long _pass;
    private ArraySegment<T> _gradients;

    /// <summary>Begins anew.</summary>
    /// <param name="offset">Where the numbers of the first one begin.</param>
    /// <param name="count">How many numbers all of them have.</param>
    public void Reuse(int offset, int count) => (_offset, _count, _pass) = (offset, count, 0);

    /// <summary>Whether a run of numbers is that of all of them.</summary>
    public bool Are(int offset, int count) => (_offset, _count) == (offset, count);

    /// <summary>Where the gradients of one backward pass lie, from now on.</summary>
    public void Lend(long pass, ArraySegment<T> gradients) => (_pass, _gradients) = (pass, gradients);

    /// <summary>Where in the gradients of a backward pass that of one of the tensors begins.</summary>
    public int OffsetOf(in Layout member, long pass, Arena<T> numbers, out T[] storage)
    {
        if (_pass != pass)
        {
            storage = numbers.Take(_count, out var offset);
            Lend(pass, new ArraySegment<T>(storage, offset, _count));
        }

        storage = _gradients.Array!;
        return _gradients.Offset + member.Offset - _offset;
    }

    /// <summary>Lets go of memory that is no longer in use.</summary>
    public void Forget() => _gradients = default;

    /// <summary>The numbers of several tensors as one run, if that is how they lie.</summary>
    public static bool TryJoin(ReadOnlySpan<Tensor<T>> tensors, out ArraySegment<T> numbers)
    {
        numbers = default;
        if (tensors.IsEmpty)
        {
            return false;
        }

        var first = tensors[0].Node;
        var count = 0;
        foreach (var tensor in tensors)
        {
            var node = tensor.Node;
            if (!node.IsDense || !node.Follows(first, count))
            {
                return false;
            }

            count += node.Shape.Count;
        }

        numbers = new ArraySegment<T>(first.Storage, first.Layout.Offset, count);
        return true;
    }
}
