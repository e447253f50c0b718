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

    // Two numbers in each, the lower one first: a struct of so few fields is kept in registers, where one of six would be written and read again at each
    // operation. Extents and count are stored less one, so that default(Shape) is the scalar.
    private readonly long _firstAndSecond;
    private readonly long _thirdAndLast;
    private readonly long _rankAndCount;

    /// <summary>A shape.</summary>
    /// <param name="extents">At most four, each at least 1; their product at most 2³¹ − 1. None for a scalar.</param>
    /// <exception cref="ArgumentException">The extents are not as said.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank)
        {
            throw new ArgumentException($"A shape has at most {MaxRank} axes; given were {extents.Length}. Merge axes, or keep the outermost in a loop.", nameof(extents));
        }

        var rank = extents.Length;
        this = new Shape(rank, rank > 3 ? extents[^4] : 1, rank > 2 ? extents[^3] : 1, rank > 1 ? extents[^2] : 1, rank > 0 ? extents[^1] : 1);
    }

    private Shape(int rank, int first, int second, int third, int last)
    {
        // An extent of at least 1 is not negative when it is one less; as long numbers, because the smallest integer has none below it.
        var (front, back) = ((long)first * second, (long)third * last);
        if (((first - 1L) | (second - 1L) | (third - 1L) | (last - 1L)) < 0 || front > int.MaxValue || back > int.MaxValue || front * back > int.MaxValue)
        {
            throw Impossible(rank, first, second, third, last);
        }

        _firstAndSecond = Pair(first - 1, second - 1);
        _thirdAndLast = Pair(third - 1, last - 1);
        _rankAndCount = Pair(rank, (int)(front * back) - 1);
    }

    /// <summary>No axis, one number.</summary>
    public static Shape Scalar => default;

    /// <summary>How many axes there are, 0 to 4.</summary>
    public int Rank => Lower(_rankAndCount);

    /// <summary>How many numbers there are: the product of the extents.</summary>
    public int Count => Upper(_rankAndCount) + 1;

    /// <summary>The extent of an axis.</summary>
    /// <param name="axis">0 to Rank − 1 from the outermost, or −1 to −Rank from the innermost.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => Padded(Position(axis));

    /// <summary>The extent of an axis, <c>^1</c> for the innermost.</summary>
    /// <param name="axis">From the outermost, or from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis] => this[axis.IsFromEnd ? -axis.Value : axis.Value]; // without it, ^1 would count from the number of numbers

    /// <summary>The extent at one of the four places, 0 to 3; 1 in front of the first axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // mostly asked for a place that is known when compiling
    internal int Padded(int place) => 1 + place switch
    {
        0 => Lower(_firstAndSecond),
        1 => Upper(_firstAndSecond),
        2 => Lower(_thirdAndLast),
        _ => Upper(_thirdAndLast),
    };

    /// <summary>Whether the extents are the same, the number of axes included. Without branches: every operation compares shapes.</summary>
    public bool Equals(Shape other) =>
        ((_firstAndSecond ^ other._firstAndSecond) | (_thirdAndLast ^ other._thirdAndLast) | (_rankAndCount ^ other._rankAndCount)) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_firstAndSecond, _thirdAndLast, _rankAndCount);

    /// <summary>The place, 0 to 3, of an axis.</summary>
    internal int Position(int axis)
    {
        var place = axis < 0 ? MaxRank + axis : MaxRank - Rank + axis;
        return place >= MaxRank - Rank && place < MaxRank
            ? place
            : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes: 0 to {Rank - 1}, or -1 to {-Rank} from the end.");
    }

    /// <summary>The same shape but for the extent at one place.</summary>
    internal Shape WithPadded(int place, int extent) => new(
        Rank,
        place == 0 ? extent : Padded(0),
        place == 1 ? extent : Padded(1),
        place == 2 ? extent : Padded(2),
        place == 3 ? extent : Padded(3));

    /// <summary>A shape from the four places.</summary>
    internal static Shape FromPadded(int rank, int first, int second, int third, int last) => new(rank, first, second, third, last);

    /// <summary>The shape without one axis.</summary>
    /// <param name="axis">Which, as in the indexer.</param>
    public Shape Without(int axis)
    {
        var removed = Position(axis) - (MaxRank - Rank);
        Span<int> extents = stackalloc int[Rank - 1];
        for (var kept = 0; kept < extents.Length; kept++)
        {
            extents[kept] = this[kept < removed ? kept : kept + 1];
        }

        return new Shape(extents);
    }

    /// <summary>The extents, as in "[10, 21]"; "[]" for a scalar.</summary>
    public override string ToString() => Text(Rank, Padded(0), Padded(1), Padded(2), Padded(3));

    private static string Text(int rank, params ReadOnlySpan<int> padded)
    {
        var text = new StringBuilder("[");
        foreach (var extent in padded[(MaxRank - rank)..])
        {
            text.Append(text.Length == 1 ? "" : ", ").Append(extent.ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    private static long Pair(int lower, int upper) => (uint)lower | ((long)upper << 32);

    private static int Lower(long pair) => (int)pair;

    private static int Upper(long pair) => (int)(pair >> 32);

    private static ArgumentException Impossible(int rank, int first, int second, int third, int last) =>
        new($"Every extent of a shape is at least 1 and their product below 2^31; given were {Text(rank, first, second, third, last)}.");
}
