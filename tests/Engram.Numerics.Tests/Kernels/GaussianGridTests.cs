using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class GaussianGridTests
{
    public static TheoryData<int, double, double> Grids => new()
    {
        { 200, 1, 0.5 }, { 100, 10, 0.5 }, { 100, 1, 0.1 }, { 50, 1, 0.3 }, { 100, 1, 1 }, { 100, 0.01, 2 }, { 300, 1, 4 }, { 200, 1, 10 },
        { 2, 1, 0.5 }, { 3, 1, 4 }, { 1000, 1e6, 0.75 },
    };

    // Oracle: the definition, exp(−(z − c)²/2σ²) for every centre, with the C library's exponential.
    [Theory, MemberData(nameof(Grids))]
    public void Activations_are_the_Gaussians_of_the_definition_and_hardly_anything_is_left_out(int centres, double bound, double width)
    {
        var grid = new GaussianGrid(centres, bound, width);
        var numbers = Numbers(bound, grid.Spacing);
        var (nearest, activations, totals) = Room(grid);
        grid.Activate(numbers, nearest, activations, totals);
        for (var column = 0; column < numbers.Length; column++)
        {
            Assert.InRange(nearest[column], 0, centres - 1);
            var (left, total, kept) = (0.0, 0.0, 0.0);
            for (var centre = 0; centre < centres; centre++)
            {
                var distance = (numbers[column] - grid.CentreAt(centre)) / (width * grid.Spacing);
                var expected = Math.Exp(-distance * distance / 2);
                total += expected;
                var tap = centre - nearest[column] + grid.Reach;
                if (tap < 0 || tap >= grid.Taps)
                {
                    left += expected;
                    continue;
                }

                var actual = activations[(tap * GaussianGrid.BlockLength) + column];
                kept += actual;
                Assert.True(Math.Abs(expected - actual) <= 1e-11 * expected + 1e-30, $"z = {numbers[column]:R}, centre {centre}: {expected:R} became {actual:R}");
            }

            Assert.True(left <= GaussianGrid.Neglected * total, $"left out {left / total:e2} at {numbers[column]:R}");
            Assert.Equal(kept, totals[column], 1e-13 * kept);
        }
    }

    [Theory, MemberData(nameof(Grids))]
    public void Centres_that_do_not_exist_are_not_active(int centres, double bound, double width)
    {
        var grid = new GaussianGrid(centres, bound, width);
        var (nearest, activations, totals) = Room(grid);
        grid.Activate([-bound, bound], nearest, activations, totals);
        Assert.Equal([0, centres - 1], nearest[..2]);
        for (var k = 1; k <= grid.Reach; k++)
        {
            Assert.Equal(0, activations[(grid.Reach - k) * GaussianGrid.BlockLength]);
            Assert.Equal(0, activations[((grid.Reach + k) * GaussianGrid.BlockLength) + 1]);
        }
    }

    [Theory, MemberData(nameof(Grids))]
    public void The_bits_are_the_same_at_every_width_and_length(int centres, double bound, double width)
    {
        var grid = new GaussianGrid(centres, bound, width);
        var numbers = Numbers(bound, grid.Spacing);
        for (var length = 0; length <= numbers.Length; length++)
        {
            var expected = Room(grid);
            grid.Activate(numbers.AsSpan(0, length), expected.Nearest, expected.Activations, expected.Totals, VectorWidth.Single);
            foreach (var vectors in new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 })
            {
                var actual = Room(grid);
                grid.Activate(numbers.AsSpan(0, length), actual.Nearest, actual.Activations, actual.Totals, vectors);
                Assert.Equal(expected.Nearest, actual.Nearest);
                Assert.True(expected.Activations.AsSpan().SequenceEqual(actual.Activations), $"activations at {vectors}, length {length}");
                Assert.True(expected.Totals.AsSpan().SequenceEqual(actual.Totals), $"totals at {vectors}, length {length}");
            }
        }
    }

    [Fact]
    public void The_reach_is_the_smallest_that_keeps_the_promise()
    {
        Assert.Equal(3, new GaussianGrid(100, 1, 0.3).Reach);
        Assert.Equal(4, new GaussianGrid(100, 1, 0.5).Reach);
        foreach (var width in new[] { 0.1, 0.3, 0.5, 0.75, 1, 1.5, 2, 4, 10 })
        {
            // The rule of thumb K = ⌈½ + s √(2 ln(2/ε))⌉ always suffices; one more than it for the one-sided border.
            var rule = Math.Ceiling(0.5 + (width * Math.Sqrt(2 * Math.Log(2 / GaussianGrid.Neglected))));
            Assert.InRange(new GaussianGrid(100, 1, width).Reach, 1, rule + 1);
        }
    }

    [Fact]
    public void What_lies_off_the_grid_never_yields_an_index_off_the_grid()
    {
        var grid = new GaussianGrid(10, 1, 0.5);
        var (nearest, activations, totals) = Room(grid);
        grid.Activate([double.NaN, 1e300, -1e300, double.PositiveInfinity, 1.5], nearest, activations, totals);
        Assert.All(nearest[..5], index => Assert.InRange(index, 0, 9));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianGrid(1, 1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianGrid(10, 0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianGrid(10, double.PositiveInfinity, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianGrid(10, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianGrid(10, 1, 11));
        var grid = new GaussianGrid(10, 1, 0.5);
        Assert.Throws<ArgumentException>(() => grid.Activate(new double[65], new int[65], new double[1000], new double[65]));
        Assert.Throws<ArgumentException>(() => grid.Activate(new double[2], new int[1], new double[1000], new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => grid.CentreAt(10));
    }

    private static double[] Numbers(double bound, double spacing)
    {
        var random = RandomStream.FromSeed(21);
        double[] special = [0, bound, -bound, spacing / 2, -bound + (spacing / 2), bound - (spacing / 2), Math.BitDecrement(bound)];
        return [.. special.Where(z => Math.Abs(z) <= bound), .. Enumerable.Range(0, 40).Select(_ => random.NextUniform(-bound, bound))];
    }

    private static (int[] Nearest, double[] Activations, double[] Totals) Room(GaussianGrid grid) =>
        (new int[GaussianGrid.BlockLength], new double[grid.Taps * GaussianGrid.BlockLength], new double[GaussianGrid.BlockLength]);
}
