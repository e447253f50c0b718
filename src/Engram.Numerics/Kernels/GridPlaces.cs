namespace Engram.Numerics.Kernels;

/// <summary>Where numbers lie on a grid: what <see cref="FastGaussTransform"/> finds out about each of them when it averages, and needs again to pour.</summary>
/// <remarks>Twelve bytes for each number. Holds nothing until numbers have been averaged or located.</remarks>
/// <param name="length">How many numbers.</param>
public sealed class GridPlaces(int length)
{
    private CellRange? _range;

    /// <summary>How many numbers.</summary>
    public int Length { get; } = length;

    /// <summary>Whether they have been found.</summary>
    public bool AreKnown => _range is not null;

    /// <summary>The cells that hold all numbers.</summary>
    /// <exception cref="InvalidOperationException">They have not been found.</exception>
    public CellRange Range
    {
        get => _range ?? throw new InvalidOperationException("The places of the numbers are not known: average or locate them first.");
        internal set => _range = value;
    }

    /// <summary>Forgets them: the numbers are others now.</summary>
    public void Forget() => _range = null;

    /// <summary>Where the number's row begins, see <see cref="LaneRows"/>; bits of integers.</summary>
    internal AlignedNumbers<float> Rows { get; } = new(length);

    /// <summary>r.</summary>
    internal AlignedNumbers<float> Ratios { get; } = new(length);

    /// <summary>E r^−3½.</summary>
    internal AlignedNumbers<float> Weights { get; } = new(length);
}
