namespace Engram.Numerics.Tensors;

/// <summary>How shapes meet: aligned at the last axis, an axis of extent 1 (or one that is missing) stretches to the extent of the other.</summary>
/// <remarks>The rule of NumPy, <c>numpy.org/doc/stable/user/basics.broadcasting.html</c>.</remarks>
public static class Broadcasting
{
    /// <summary>The shape of an operation number by number on two tensors.</summary>
    /// <param name="operation">Its name, for the message.</param>
    /// <param name="left">A shape.</param>
    /// <param name="right">Another.</param>
    /// <exception cref="ShapeException">Two extents differ and neither is 1.</exception>
    public static Shape Common(string operation, Shape left, Shape right)
    {
        if (left == right)
        {
            return left;
        }

        var (first, second) = (Meet(left.Padded(0), right.Padded(0)), Meet(left.Padded(1), right.Padded(1)));
        var (third, last) = (Meet(left.Padded(2), right.Padded(2)), Meet(left.Padded(3), right.Padded(3)));
        return first > 0 && second > 0 && third > 0 && last > 0
            ? Shape.FromPadded(Math.Max(left.Rank, right.Rank), first, second, third, last)
            : throw DoNotMeet(operation, left, right);
    }

    // The common extent, 0 where there is none.
    private static int Meet(int one, int other) => one == other || other == 1 ? one : one == 1 ? other : 0;

    private static ShapeException DoNotMeet(string operation, Shape left, Shape right)
    {
        var place = 0;
        while (Meet(left.Padded(place), right.Padded(place)) > 0)
        {
            place++;
        }

        return new ShapeException(operation, $"{left} and {right}",
            $"Aligned at the last axis, extents must be equal or 1; axis {place - Shape.MaxRank} has {left.Padded(place)} and {right.Padded(place)}. "
            + "Reshape, Slice or Sum one of them so that they agree.");
    }

    /// <summary>Refuses a shape that does not stretch to another.</summary>
    internal static void Require(string operation, in Shape small, in Shape large)
    {
        var fits = small.Rank <= large.Rank
            && Meet(small.Padded(0), large.Padded(0)) == large.Padded(0) && Meet(small.Padded(1), large.Padded(1)) == large.Padded(1)
            && Meet(small.Padded(2), large.Padded(2)) == large.Padded(2) && Meet(small.Padded(3), large.Padded(3)) == large.Padded(3);
        if (!fits)
        {
            throw new ShapeException(operation, $"{small} and {large}",
                "Aligned at the last axis, each extent of the smaller shape must be 1 or that of the larger. Give a shape that fits, or Reshape first.");
        }
    }
}
