using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engram.Numerics.Tensors;

/// <summary>The extents of a tensor, outermost axis first; up to four axes, kept inline. A scalar has no axis and one number.</summary>
/// <remarks>Stored aligned at the last axis and filled up with ones in front, which is how shapes meet when tensors are broadcast.</remarks>
public readonly record struct Shape
{
    /// <summary>The most axes a tensor has.</summary>
    public const int MaxRank = 4;

    private readonly int _rank;
    private readonly int _first;  // stored less one, so that default(Shape) is the scalar
    private readonly int _second;
    private readonly int _third;
    private readonly int _last;
    private readonly int _count;

    /// <summary>A shape.</summary>
    /// <param name="extents">At most four, each at least 1; their product at most 2³¹ − 1. None for a scalar.</param>
    /// <exception cref="ArgumentException">The extents are not as said.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank)
        {
            throw new ArgumentException($"A shape has at most {MaxRank} axes; given were {extents.Length}. Merge axes, or keep the outermost in a loop.", nameof(extents));
        }

        _rank = extents.Length;
        _last = _rank > 0 ? extents[^1] - 1 : 0;
        _third = _rank > 1 ? extents[^2] - 1 : 0;
        _second = _rank > 2 ? extents[^3] - 1 : 0;
        _first = _rank > 3 ? extents[^4] - 1 : 0;
        _count = RequireCount() - 1;
    }

    private Shape(int rank, int first, int second, int third, int last)
    {
        (_rank, _first, _second, _third, _last) = (rank, first - 1, second - 1, third - 1, last - 1);
        _count = RequireCount() - 1;
    }

    /// <summary>One number without axes.</summary>
    public static Shape Scalar => default;

    /// <summary>How many axes there are, 0 to 4.</summary>
    public int Rank => _rank;

    /// <summary>How many numbers there are: the product of the extents.</summary>
    public int Count => _count + 1;

    /// <summary>The extent of an axis.</summary>
    /// <param name="axis">0 to Rank − 1 from the outermost, or −1 to −Rank from the innermost.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => Padded(Position(axis));

    /// <summary>The extent at one of the four places, 0 to 3; 1 in front of the first axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // mostly asked for a place that is known when compiling
    internal int Padded(int place) => 1 + place switch { 0 => _first, 1 => _second, 2 => _third, _ => _last };

    /// <summary>Whether the extents are the same, the number of axes included. Without branches: every operation compares shapes.</summary>
    public bool Equals(Shape other) =>
        ((_rank ^ other._rank) | (_first ^ other._first) | (_second ^ other._second) | (_third ^ other._third) | (_last ^ other._last)) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_rank, _first, _second, _third, _last);

    /// <summary>The place, 0 to 3, of an axis.</summary>
    internal int Position(int axis)
    {
        var place = axis < 0 ? MaxRank + axis : MaxRank - _rank + axis;
        return place >= MaxRank - _rank && place < MaxRank
            ? place
            : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {_rank} axes: 0 to {_rank - 1}, or -1 to {-_rank} from the end.");
    }

    /// <summary>The same shape but for the extent at one place.</summary>
    internal Shape WithPadded(int place, int extent) => new(
        _rank,
        place == 0 ? extent : _first + 1,
        place == 1 ? extent : _second + 1,
        place == 2 ? extent : _third + 1,
        place == 3 ? extent : _last + 1);

    /// <summary>A shape from the four places.</summary>
    internal static Shape FromPadded(int rank, int first, int second, int third, int last) => new(rank, first, second, third, last);

    /// <summary>The shape without one axis.</summary>
    /// <param name="axis">Which, as in the indexer.</param>
    public Shape Without(int axis)
    {
        var removed = Position(axis) - (MaxRank - _rank);
        Span<int> extents = stackalloc int[_rank - 1];
        for (var kept = 0; kept < extents.Length; kept++)
        {
            extents[kept] = this[kept < removed ? kept : kept + 1];
        }

        return new Shape(extents);
    }

    /// <summary>The extents, as in "[10, 21]"; "[]" for a scalar.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        for (var axis = 0; axis < _rank; axis++)
        {
            text.Append(axis == 0 ? "" : ", ").Append(this[axis].ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    private int RequireCount()
    {
        // Extents less one: the smallest allowed is 0, and a negative one has its highest bit set.
        var front = ((long)_first + 1) * ((long)_second + 1);
        var back = ((long)_third + 1) * ((long)_last + 1);
        if ((_first | _second | _third | _last) < 0 || front > int.MaxValue || back > int.MaxValue || front * back > int.MaxValue)
        {
            throw Impossible();
        }

        return (int)(front * back);
    }

    private ArgumentException Impossible() => new($"Every extent of a shape is at least 1 and their product below 2^31; given were {this}.");
}
