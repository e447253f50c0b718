namespace Engram.Numerics.Kernels;

/// <summary>What the kernels of a grid are inside the cells of a <see cref="FastGaussTransform"/>: sums of eight functions of where in its cell a number lies.</summary>
/// <remarks>
/// Everything here is done once for each cell, not for each number. Rows are those of <see cref="LaneRows"/>: one for each cell, a number for each function.
/// What loops over numbers ask for is no virtual call: that would cost them their registers.
/// </remarks>
internal abstract class CellExpansion(GaussianGrid grid, int cellsPerSpacing)
{
    /// <summary>How many functions.</summary>
    public const int Terms = LaneRows.Length;

    /// <summary>Cells between one centre and the next.</summary>
    public int CellsPerSpacing { get; } = cellsPerSpacing;

    /// <summary>All cells.</summary>
    public int Cells { get; } = (grid.Centres - 1) * cellsPerSpacing;

    /// <summary>What a number in the middle of its cell has for the argument of the functions.</summary>
    public float Middle { get; protected init; }

    /// <summary>How many cells at either border are seen by fewer kernels than the others.</summary>
    public int BorderCells { get; protected init; }

    /// <summary>How many rows of zeros <see cref="Spread"/> wants before those of the cells, and how many behind.</summary>
    public abstract (int Before, int Behind) Padding(CellRange range);

    /// <summary>The most that they can be together.</summary>
    public abstract int MostPadding { get; }

    /// <summary>What the sums of the functions over the numbers in a cell are to be multiplied with before they are spread, [<see cref="Terms"/>].</summary>
    public double[] Scales { get; } = [1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>The grid.</summary>
    protected GaussianGrid Grid { get; } = grid;

    /// <summary>The coefficients of each cell's sum of the kernels' values, Σψθ in a unit of the expansion's own.</summary>
    /// <param name="values">θ, [M].</param>
    /// <param name="range">The cells.</param>
    /// <param name="rows">[<see cref="Cells"/>, <see cref="Terms"/>]; receives those of the range, and perhaps some beside it.</param>
    /// <param name="width">How many are computed side by side; the bits are the same.</param>
    public abstract void Weigh(ReadOnlySpan<double> values, CellRange range, Span<float> rows, VectorWidth width);

    /// <summary>The coefficients of what that sum is to be divided by to be an average, Σψ of the kernels that exist in the same unit.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="row">Receives [<see cref="Terms"/>].</param>
    public abstract void Total(int cell, Span<float> row);

    /// <summary>Adds to each kernel's evidence what the sums over the numbers of all cells are to it.</summary>
    /// <param name="sums">[<see cref="Padding"/> and cells, <see cref="Terms"/>], scaled.</param>
    /// <param name="range">The cells.</param>
    /// <param name="evidence">[M]; added to.</param>
    /// <param name="width">How many are computed side by side; the bits are the same.</param>
    public abstract void Spread(ReadOnlySpan<float> sums, CellRange range, Span<double> evidence, VectorWidth width);

    /// <summary>Whether there is such a centre.</summary>
    protected bool Exists(int centre) => (uint)centre < (uint)Grid.Centres;

    /// <summary>The values of kernels that follow one another, in single precision; 0 for those that do not exist.</summary>
    /// <param name="values">Of all kernels.</param>
    /// <param name="first">The first kernel, perhaps one before those that exist.</param>
    /// <param name="strip">Receives the values.</param>
    protected void Gather(ReadOnlySpan<double> values, int first, Span<float> strip)
    {
        var (from, to) = Existing(first, strip.Length);
        strip[..(from - first)].Clear();
        Precision.Round(values[from..to], strip[(from - first)..(to - first)]);
        strip[(to - first)..].Clear();
    }

    /// <summary>Adds to the evidence of kernels that follow one another; what is for those that do not exist is lost.</summary>
    /// <param name="strip">What is added.</param>
    /// <param name="first">The first kernel, perhaps one before those that exist.</param>
    /// <param name="evidence">Of all kernels.</param>
    protected void Scatter(ReadOnlySpan<float> strip, int first, Span<double> evidence)
    {
        var (from, to) = Existing(first, strip.Length);
        Precision.Add(strip[(from - first)..(to - first)], evidence[from..to]);
    }

    private (int From, int To) Existing(int first, int count) => (Math.Max(0, first), Math.Min(Grid.Centres, first + count));
}
