namespace Engram.Numerics.Kernels;

/// <summary>Where numbers lie on a grid: what <see cref="FastGaussTransform"/> finds out about each of them when it averages, and needs again to pour.</summary>
/// <remarks>
/// Twelve bytes for each number. Holds nothing until numbers have been averaged or located. The places are those of one grid, which they remember: a
/// transform of another refuses to pour with them, because their rows need not be in its tables. Where a number lies depends on the grid alone, so that
/// transforms of equal grids may share places.
/// </remarks>
/// <param name="length">How many numbers.</param>
public sealed class GridPlaces(int length)
{
    private GaussianGrid? _grid;
    private CellRange _range;

    /// <summary>How many numbers.</summary>
    public int Length { get; } = length;

    /// <summary>Whether they have been found.</summary>
    public bool AreKnown => _grid is not null;

    /// <summary>The cells that hold all numbers.</summary>
    /// <exception cref="InvalidOperationException">They have not been found.</exception>
    public CellRange Range
    {
        get
        {
            _ = Grid;
            return _range;
        }
    }

    /// <summary>Forgets them: the numbers are others now.</summary>
    public void Forget() => _grid = null;

    /// <summary>What they were found on.</summary>
    /// <exception cref="InvalidOperationException">They have not been found.</exception>
    internal GaussianGrid Grid =>
        _grid ?? throw new InvalidOperationException("The places of the numbers are not known: average or locate them first.");

    /// <summary>Where the number's row begins, see <see cref="LaneRows"/>; bits of integers.</summary>
    internal AlignedNumbers<float> Rows { get; } = new(length);

    /// <summary>What the functions of the cell are powers of: r, or v for wide kernels.</summary>
    internal AlignedNumbers<float> Ratios { get; } = new(length);

    /// <summary>The first of the functions: E r^−3½, or for wide kernels 1, which it is until something else is found.</summary>
    internal AlignedNumbers<float> Weights { get; } = new(length);

    /// <summary>From now on they are places in these cells of this grid, all of which are about to be found.</summary>
    internal void Begin(GaussianGrid grid, CellRange range)
    {
        if (!ReferenceEquals(grid, _grid))
        {
            Weights.Span.Fill(1);
        }

        (_grid, _range) = (grid, range);
    }
}
