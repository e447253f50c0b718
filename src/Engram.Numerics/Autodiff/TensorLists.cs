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
        if (!LieAlike(a, b, out var count, out var isRun))
        {
            for (var index = 0; index < a.Length; index++)
            {
                sums[index] = a[index].AddScaled(b[index], number);
            }

            return sums;
        }

        var room = tape.Beside(count, out var neighbours);
        if (isRun)
        {
            tape.Kernels.AddScaled(RunFrom(a[0], count), RunFrom(b[0], count), number, room);
        }

        for (int index = 0, from = room.Offset; index < a.Length; index++)
        {
            var (one, other) = (a[index].Node, b[index].Node);
            var sum = tape.Neighbour(nameof(AddScaled), neighbours, room.Array!, one.Layout.At(from));
            sum.IsOwner = true;
            if (!isRun)
            {
                tape.Kernels.AddScaled(one.Numbers, other.Numbers, number, sum.Numbers);
            }

            sums[index] = Arithmetic.ScaledSum(sum, one, other, number);
            from += one.Shape.Count;
        }

        return sums;
    }

    // Whether all tensors lie row by row, each pair in the same shape; how many numbers a list has, and whether those of each list are one run.
    private static bool LieAlike<T>(ReadOnlySpan<Tensor<T>> a, ReadOnlySpan<Tensor<T>> b, out int count, out bool isRun)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (left, right) = (a[0].Node, b[0].Node);
        (count, isRun) = (0, true);
        for (var index = 0; index < a.Length; index++)
        {
            var (one, other) = (a[index].Node, b[index].Node);
            if (!one.IsDense || !other.IsDense || one.Shape != other.Shape)
            {
                return false;
            }

            isRun = isRun && one.Follows(left, count) && other.Follows(right, count);
            count = checked(count + one.Shape.Count);
        }

        return true;
    }

    private static ReadOnlySpan<T> RunFrom<T>(Tensor<T> first, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => first.Node.Storage.AsSpan(first.Node.Layout.Offset, count);
}
