using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>What both expansions promise, against the kernels themselves.</summary>
public sealed class CellExpansionTests
{
    private const int Terms = CellExpansion.Terms;

    public static TheoryData<int, double> Grids => new()
    {
        { 20, 0.3 }, { 20, 0.5 }, { 2, 0.5 }, { 20, 0.51 }, { 20, 0.75 }, { 30, 1 }, { 30, 2 }, { 90, 4 }, { 3, 4 },
    };

    [Theory, MemberData(nameof(Grids))]
    public void A_cell_is_at_most_a_spacing_and_a_third_of_a_wide_kernel_long(int centres, double width)
    {
        var expansion = Of(centres, width);
        Assert.Equal((centres - 1) * expansion.CellsPerSpacing, expansion.Cells);
        Assert.True(width <= 0.5 ? expansion.CellsPerSpacing == 1 : 1.0 / expansion.CellsPerSpacing <= width / 3);
    }

    // Rows of θ over the total of their cell are Σψθ/Σψ of the kernels that exist, in every cell of every range.
    [Theory, MemberData(nameof(Grids))]
    public void Rows_average_the_values(int centres, double width)
    {
        var expansion = Of(centres, width);
        var values = Values(centres);
        var rows = new float[(expansion.Cells + 1) * Terms];
        Span<float> total = stackalloc float[Terms];
        foreach (var range in Ranges(expansion))
        {
            expansion.Weigh(values, range, rows, VectorWidths.Widest);
            for (var cell = range.First; cell <= range.Last; cell++)
            {
                expansion.Total(cell, total);
                foreach (var place in new[] { -0.5, -0.2, 0, 0.37, 0.5 })
                {
                    var (sum, all) = (0.0, 0.0);
                    for (var centre = 0; centre < centres; centre++)
                    {
                        var activation = Activation(expansion, cell, place, centre, width);
                        (sum, all) = (sum + (activation * values[centre]), all + activation);
                    }

                    var argument = Argument(expansion, place, width);
                    var average = Polynomial(rows.AsSpan(cell * Terms, Terms), argument) / Polynomial(total, argument);
                    Assert.True(Math.Abs(average - (sum / all)) <= 1e-6 * sum / all, $"cell {cell} at {place}: {average:R} should be {sum / all:R}");
                }
            }
        }
    }

    // One number in one cell: its powers, scaled, are a ψ at every kernel.
    [Theory, MemberData(nameof(Grids))]
    public void Sums_are_spread_over_the_kernels(int centres, double width)
    {
        var expansion = Of(centres, width);
        foreach (var range in Ranges(expansion))
        {
            var (before, behind) = expansion.Padding(range);
            Assert.True(before + behind <= expansion.MostPadding);
            for (var cell = range.First; cell <= range.Last; cell += Math.Max(1, (range.Last - range.First) / 3))
            {
                foreach (var place in new[] { -0.5, 0.1 })
                {
                    var (evidence, sums) = (new double[centres], new float[(before + range.Last - range.First + 1 + behind) * Terms]);
                    var first = expansion.Middle == 0 ? 1 : Math.Exp((-place * place / (2 * width * width)) - (3.5 * place / (width * width)));
                    for (var term = 0; term < Terms; term++)
                    {
                        sums[((before + cell - range.First) * Terms) + term] = (float)(first * Math.Pow(Argument(expansion, place, width), term) * expansion.Scales[term]);
                    }

                    expansion.Spread(sums, range, evidence, VectorWidths.Widest);
                    for (var centre = 0; centre < centres; centre++)
                    {
                        var activation = Activation(expansion, cell, place, centre, width);
                        Assert.True(Math.Abs(evidence[centre] - activation) <= (1e-6 * activation) + 1e-14,
                            $"cell {cell} at {place}, kernel {centre}: {evidence[centre]:R} should be {activation:R}");
                    }
                }
            }
        }
    }

    [Theory, MemberData(nameof(Grids))]
    public void Only_cells_near_a_border_lack_kernels(int centres, double width)
    {
        var expansion = Of(centres, width);
        Span<float> total = stackalloc float[Terms];
        for (var cell = expansion.BorderCells; cell < expansion.Cells - expansion.BorderCells; cell++)
        {
            expansion.Total(cell, total);
            var inner = expansion is RatioExpansion ratios ? ratios.InnerTotal : [1, 0, 0, 0, 0, 0, 0, 0];
            for (var term = 0; term < Terms; term++)
            {
                Assert.InRange(total[term], inner[term] - 2e-6, inner[term] + 2e-6);
            }
        }
    }

    private static CellExpansion Of(int centres, double width)
    {
        var grid = new GaussianGrid(centres, 1, width);
        return width <= 0.5 ? new RatioExpansion(grid) : new OffsetExpansion(grid);
    }

    private static CellRange[] Ranges(CellExpansion expansion)
    {
        var last = expansion.Cells - 1;
        return [new CellRange(0, last), new CellRange(0, 0), new CellRange(last, last), new CellRange(last / 3, (last / 3) + (last / 4))];
    }

    private static double[] Values(int count)
    {
        var random = RandomStream.FromSeed(31);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Pow(10, -random.NextUniform(0, 4)))];
    }

    private static double Argument(CellExpansion expansion, double place, double width) => expansion.Middle == 0 ? place : Math.Exp(place / (width * width));

    private static double Activation(CellExpansion expansion, int cell, double place, int centre, double width)
    {
        var distance = (((cell + 0.5 + place) / expansion.CellsPerSpacing) - centre) / width;
        return Math.Exp(-distance * distance / 2);
    }

    private static double Polynomial(ReadOnlySpan<float> row, double x)
    {
        var sum = 0.0;
        for (var term = Terms - 1; term >= 0; term--)
        {
            sum = (sum * x) + row[term];
        }

        return sum;
    }
}
