using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Operations on lists of tensors, such as all parameters of a network and their gradients. Those that lie one behind the other, as
/// <see cref="Tape{T}.Variables"/> lays them, are computed in one pass.</summary>
public static class TensorLists
{
    /// <summary>a + number · b for each pair: a step along the gradients of all parameters, for instance. Each product is rounded, then the sum.</summary>
    /// <param name="a">Any tensors of one tape.</param>
    /// <param name="b">As many; the shapes of each pair meet by broadcasting.</param>
    /// <param name="number">The same for all; no gradient goes to it.</param>
    /// <returns>In the same order; valid until the tape is cleared.</returns>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">One list is longer than the other.</exception>
    /// <exception cref="ShapeException">The shapes of a pair do not meet.</exception>
    public static ReadOnlySpan<Tensor<T>> AddScaled<T>(this ReadOnlySpan<Tensor<T>> a, ReadOnlySpan<Tensor<T>> b, T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"Each tensor of one list meets one of the other; given were {a.Length} and {b.Length}.", nameof(b));
        }

        if (a.IsEmpty)
        {
            return [];
        }

        var tape = a[0].Tape;
        var sums = tape.Handles(a.Length);
        if (!TakeSameRoom(a, b, out var count))
        {
            for (var index = 0; index < a.Length; index++)
            {
                sums[index] = a[index].AddScaled(b[index], number);
            }

            return sums;
        }

        var room = tape.Beside(count, out var neighbours);
        var isOne = Neighbours<T>.TryJoin(a, out var left) & Neighbours<T>.TryJoin(b, out var right);
        if (isOne)
        {
            tape.Kernels.AddScaled(left, right, number, room);
        }

        for (int index = 0, from = 0; index < a.Length; index++)
        {
            var (one, other) = (a[index].Node, b[index].Node);
            var sum = tape.Neighbour(nameof(AddScaled), neighbours, room.Array!, one.Layout.At(room.Offset + from));
            if (!isOne)
            {
                tape.Kernels.AddScaled(one.Numbers, other.Numbers, number, sum.Numbers);
            }

            sum.IsOwner = true;
            sums[index] = Arithmetic.ScaledSum(sum, one, other, number);
            from += one.Shape.Count;
        }

        return sums;
    }

    // Whether all tensors lie row by row, each pair in the same shape; and how many numbers a list has.
    private static bool TakeSameRoom<T>(ReadOnlySpan<Tensor<T>> a, ReadOnlySpan<Tensor<T>> b, out int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        count = 0;
        for (var index = 0; index < a.Length; index++)
        {
            var (one, other) = (a[index].Node, b[index].Node);
            if (!one.IsDense || !other.IsDense || one.Shape != other.Shape)
            {
                return false;
            }

            count = checked(count + one.Shape.Count);
        }

        return true;
    }
}
