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

        for (var place = 0; place < Shape.MaxRank; place++)
        {
            var (one, other) = (left.Padded(place), right.Padded(place));
            if (one != other && one != 1 && other != 1)
            {
                throw new ShapeException(operation, $"{left} and {right}",
                    $"Aligned at the last axis, extents must be equal or 1; axis {place - Shape.MaxRank} has {one} and {other}. "
                    + "Reshape, Slice or Sum one of them so that they agree.");
            }
        }

        return Shape.FromPadded(
            Math.Max(left.Rank, right.Rank),
            Math.Max(left.Padded(0), right.Padded(0)),
            Math.Max(left.Padded(1), right.Padded(1)),
            Math.Max(left.Padded(2), right.Padded(2)),
            Math.Max(left.Padded(3), right.Padded(3)));
    }

    /// <summary>Refuses a shape that does not stretch to another.</summary>
    internal static void Require(string operation, Shape small, Shape large)
    {
        var fits = small.Rank <= large.Rank;
        for (var place = 0; place < Shape.MaxRank; place++)
        {
            fits &= small.Padded(place) == large.Padded(place) || small.Padded(place) == 1;
        }

        if (!fits)
        {
            throw new ShapeException(operation, $"{small} and {large}",
                "Aligned at the last axis, each extent of the smaller shape must be 1 or that of the larger. Give a shape that fits, or Reshape first.");
        }
    }
}
