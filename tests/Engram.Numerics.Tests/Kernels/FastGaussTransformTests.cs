using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class FastGaussTransformTests
{
    private const double Allowed = 1e-6;

    private static readonly VectorWidth[] Widths = [VectorWidth.Single, VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512];

    public static TheoryData<int, double, double> Grids => new()
    {
        { 200, 1, 0.5 }, { 200, 10, 0.4 }, { 200, 1, 0.3 }, { 2, 1, 0.5 }, { 3, 1, 0.5 }, { 5, 0.1, 0.3 }, { 9, 1, 0.5 }, { 10, 1, 0.45 },
        { 11, 3, 0.5 }, { 1000, 1e6, 0.5 }, { 10_000, 1, 0.5 }, { 10_000, 0.7, 0.3 }, { 16_384, 1e-6, 0.4 },
        { 200, 1, 0.51 }, { 200, 1, 0.6 }, { 200, 10, 0.75 }, { 200, 1, 1 }, { 200, 1, 1.5 }, { 200, 1, 2 }, { 200, 1, 3 }, { 200, 1, 4 },
        { 2, 1, 1 }, { 2, 1, 4 }, { 3, 1, 0.8 }, { 9, 0.1, 2 }, { 1000, 1e6, 1 }, { 10_000, 1, 1 }, { 10_000, 0.7, 4 }, { 16_384, 1e-6, 0.51 },
    };

    // Oracle: the definition in double precision, every kernel that is not nothing, with the C library's exponential. Measured over all cases:
    // averages within 4e-7 for values within a decade of each other, 8e-7 for values from 1e-9 to 1 side by side.
    [Theory, MemberData(nameof(Grids))]
    public void Averages_are_those_of_the_definition_however_far_values_lie_apart(int centres, double bound, double width)
    {
        var transform = new FastGaussTransform(new GaussianGrid(centres, bound, width));
        var numbers = Numbers(transform.Grid, 700);
        var range = transform.RangeOf(numbers.Min(), numbers.Max());
        foreach (var decades in new[] { 1, 9 })
        {
            var values = Values(centres, decades);
            var (means, steps) = (new float[numbers.Length], new float[numbers.Length]);
            transform.Adopt(values, range);
            var (lowest, highest) = transform.Average(numbers, range, (0, 2), numbers, means, steps, subtract: false, new GridPlaces(numbers.Length));
            Assert.Equal((means.Min(), means.Max()), (lowest, highest));
            for (var index = 0; index < numbers.Length; index++)
            {
                var (sum, total) = (0.0, 0.0);
                foreach (var (centre, activation) in Activations(transform.Grid, numbers[index]))
                {
                    (sum, total) = (sum + (activation * values[centre]), total + activation);
                }

                AssertNear(sum / total, means[index], Allowed * sum / total, $"average at {numbers[index]:R}, {decades} decades");
                Assert.Equal(means[index] * numbers[index], steps[index]);
            }
        }
    }

    // Relative to Σ|a|ψ, because evidence for and against cancels. Measured: 1e-7 at 200 centres, where the errors of many numbers meet; 9e-7 of the
    // evidence of a single number for a kernel three spacings of 0.3 widths away. Below 1e-8 of that the share that is left out counts.
    [Theory, MemberData(nameof(Grids))]
    public void Evidence_is_that_of_the_definition(int centres, double bound, double width)
    {
        var transform = new FastGaussTransform(new GaussianGrid(centres, bound, width));
        foreach (var signs in new[] { false, true })
        {
            var numbers = Numbers(transform.Grid, 700);
            var partners = Partners(numbers.Length, 1.5 / bound);
            var range = transform.RangeOf(numbers.Min(), numbers.Max());
            var (evidence, visits) = (new double[centres], new long[centres]);
            transform.Pour(numbers, Located(transform, numbers, range), partners, signs);
            transform.Collect(range, evidence, visits);
            var (expected, size) = (new double[centres], new double[centres]);
            for (var index = 0; index < numbers.Length; index++)
            {
                var product = (double)numbers[index] * partners[index];
                var amount = signs ? Math.Sign(product) : Math.Clamp(product, -1, 1);
                foreach (var (centre, activation) in Activations(transform.Grid, numbers[index]))
                {
                    expected[centre] += amount * activation;
                    size[centre] += Math.Abs(amount) * activation;
                }
            }

            for (var centre = 0; centre < centres; centre++)
            {
                AssertNear(expected[centre], evidence[centre], (Allowed * size[centre]) + 1e-14, $"evidence of {centre}, signs {signs}");
            }

            Assert.Equal(numbers.Zip(partners).Count(pair => pair.First * pair.Second != 0), visits.Sum());
        }
    }

    [Theory, MemberData(nameof(Grids))]
    public void The_bits_are_the_same_at_every_width_and_length(int centres, double bound, double width)
    {
        var transform = new FastGaussTransform(new GaussianGrid(centres, bound, width));
        var values = Values(centres, 3);
        foreach (var length in centres < 1000 ? [.. Enumerable.Range(1, 70), 511, 512, 513, 700] : new[] { 1, 70, 700 })
        {
            var numbers = Numbers(transform.Grid, length);
            var expected = Everything(transform, numbers, values, VectorWidth.Single);
            foreach (var vectors in Widths)
            {
                Assert.Equal(expected, Everything(transform, numbers, values, vectors));
            }
        }
    }

    [Fact]
    public void Gradients_in_one_cell_add_up_as_precisely_as_others()
    {
        var transform = new FastGaussTransform(new GaussianGrid(200, 1, 0.5));
        var random = RandomStream.FromSeed(4);
        var numbers = Enumerable.Range(0, 4096).Select(_ => (float)random.NextUniform(0.0001, 0.0002)).ToArray();
        var partners = Enumerable.Repeat(0.5f, numbers.Length).ToArray();
        var range = transform.RangeOf(numbers.Min(), numbers.Max());
        Assert.Equal(range.First, range.Last);
        var (evidence, visits) = (new double[200], new long[200]);
        transform.Pour(numbers, Located(transform, numbers, range), partners, signs: false);
        transform.Collect(range, evidence, visits);
        foreach (var centre in Enumerable.Range(97, 6))
        {
            var exact = numbers.Sum(number => number * 0.5 * Activations(transform.Grid, number).Where(one => one.Centre == centre).Sum(one => one.Activation));
            AssertNear(exact, evidence[centre], Allowed * exact, $"evidence of {centre}");
        }

        Assert.Equal(4096, visits[100]);
    }

    [Fact]
    public void What_was_collected_is_gone()
    {
        var transform = new FastGaussTransform(new GaussianGrid(50, 1, 0.5));
        var numbers = Numbers(transform.Grid, 300);
        var first = Everything(transform, numbers, Values(50, 1), VectorWidths.Widest);
        Assert.Equal(first, Everything(transform, numbers, Values(50, 1), VectorWidths.Widest));
    }

    [Fact]
    public void Clipping_counts_what_lay_outside_and_refuses_NaN()
    {
        var transform = new FastGaussTransform(new GaussianGrid(10, 1, 0.5));
        foreach (var width in Widths)
        {
            float[] numbers = [.. Enumerable.Repeat(0.1f, 37), 1, -1, 1.5f, float.NegativeInfinity];
            var clipped = new float[numbers.Length];
            Assert.True(transform.TryClip(numbers, clipped, out var outside, out var range, width));
            Assert.Equal((2, new CellRange(0, 8)), (outside, range));
            Assert.Equal([1, -1, 1, -1], clipped[37..]);
            foreach (var place in new[] { 0, 20, 40 })
            {
                var broken = numbers.ToArray();
                broken[place] = float.NaN;
                Assert.False(transform.TryClip(broken, clipped, out _, out _, width));
            }
        }
    }

    [Fact]
    public void What_lies_off_the_range_is_never_written_off_it()
    {
        var transform = new FastGaussTransform(new GaussianGrid(10, 1, 0.5));
        float[] numbers = [float.NaN, float.MaxValue, float.NegativeInfinity, 0.9f];
        var range = new CellRange(3, 4);
        var visits = new long[10];
        transform.Pour(numbers, Located(transform, numbers, range), [1, 1, 1, 1], signs: true);
        transform.Collect(range, new double[10], visits);
        Assert.Equal(4, visits[3..6].Sum());
    }

    [Fact]
    public void It_holds_as_many_bytes_as_it_says()
    {
        foreach (var centres in new[] { 2, 1000, 16_000 })
        {
            var grid = new GaussianGrid(centres, 1, 0.5);
            var before = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(new FastGaussTransform(grid));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - (388 * centres), 17_000, 20_000);
        }
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.False(FastGaussTransform.Serves(new GaussianGrid(10, 1, 0.29)));
        Assert.False(FastGaussTransform.Serves(new GaussianGrid(10, 1, 4.1)));
        Assert.False(FastGaussTransform.Serves(new GaussianGrid(16_385, 1, 0.5)));
        Assert.False(FastGaussTransform.Serves(new GaussianGrid(10, 1e30, 0.5)));
        var exception = Assert.Throws<ArgumentException>(() => new FastGaussTransform(new GaussianGrid(10, 1, 0.2)));
        Assert.Contains("width 0.2, 10 centres", exception.Message, StringComparison.Ordinal);
        var transform = new FastGaussTransform(new GaussianGrid(10, 1, 0.5));
        var places = Located(transform, new float[2], new CellRange(0, 8));
        Assert.Throws<ArgumentException>(() => transform.Pour(new float[2], places, new float[1], signs: false));
        Assert.Throws<ArgumentException>(() => transform.Pour(new float[3], places, new float[3], signs: false));
        Assert.Throws<ArgumentException>(() => transform.Locate(new float[2], new CellRange(0, 9), places));
        Assert.Throws<InvalidOperationException>(() => transform.Pour(new float[2], new GridPlaces(2), new float[2], signs: false));
        Assert.Throws<ArgumentException>(() => transform.Adopt(new double[10], new CellRange(5, 4)));
        Assert.Throws<ArgumentException>(() => transform.Collect(new CellRange(0, 8), new double[9], new long[10]));
    }

    private static GridPlaces Located(FastGaussTransform transform, float[] numbers, CellRange range)
    {
        var places = new GridPlaces(numbers.Length);
        transform.Locate(numbers, range, places);
        return places;
    }

    private static string Everything(FastGaussTransform transform, float[] numbers, double[] values, VectorWidth width)
    {
        var centres = transform.Grid.Centres;
        var (clipped, means, targets) = (new float[numbers.Length], new float[numbers.Length], Partners(numbers.Length, 1));
        var (evidence, visits) = (new double[centres], new long[centres]);
        Assert.True(transform.TryClip(numbers, clipped, out var outside, out var range, width));
        transform.Adopt(values, range, width);
        var places = new GridPlaces(numbers.Length);
        var extent = transform.Average(clipped, range, (1e-9f, 1), numbers, means, targets, subtract: true, places, width);
        foreach (var signs in new[] { false, true })
        {
            transform.Pour(clipped, places, Partners(numbers.Length, 2), signs, width);
            transform.Collect(range, evidence, visits, width);
        }

        var bits = means.Concat(targets).Select(BitConverter.SingleToInt32Bits).Select(value => (long)value)
            .Concat(evidence.Select(BitConverter.DoubleToInt64Bits)).Concat(visits);
        return $"{outside} {range} {extent} {string.Join(' ', bits)}";
    }

    // Uniform, piled up at 0, exactly on centres and half way between them, and on the borders.
    private static float[] Numbers(GaussianGrid grid, int count)
    {
        var random = RandomStream.FromSeed(21);
        var bound = (float)grid.Bound;
        return [.. Enumerable.Range(0, count).Select(index => (index % 10) switch
        {
            1 => bound,
            2 => -bound,
            3 => 0,
            4 => Within((float)grid.CentreAt((int)(random.NextDouble() * grid.Centres))),
            5 => Within((float)(grid.CentreAt((int)(random.NextDouble() * grid.Centres)) + (grid.Spacing / 2))),
            6 => (float)(1e-3 * random.NextUniform(-bound, bound)),
            _ => (float)random.NextUniform(-bound, bound),
        })];

        float Within(float number) => Math.Clamp(number, -bound, bound);
    }

    private static float[] Partners(int count, double size)
    {
        var random = RandomStream.FromSeed(22);
        return [.. Enumerable.Range(0, count).Select(index => index % 7 == 0 ? 0 : (float)random.NextUniform(-size, size))];
    }

    private static double[] Values(int count, int decades)
    {
        var random = RandomStream.FromSeed(23);
        return [.. Enumerable.Range(0, count).Select(index =>
            decades > 1 && index % 3 == 0 ? 1e-9 : Math.Pow(10, -random.NextUniform(0, decades)))];
    }

    private static IEnumerable<(int Centre, double Activation)> Activations(GaussianGrid grid, float number)
    {
        var nearest = (int)Math.Round((number + grid.Bound) / grid.Spacing);
        var reach = (int)Math.Ceiling(12 * Math.Max(1, grid.RelativeWidth));
        for (var centre = Math.Max(0, nearest - reach); centre <= Math.Min(grid.Centres - 1, nearest + reach); centre++)
        {
            var distance = (number - (-grid.Bound + (2 * grid.Bound * centre / (grid.Centres - 1)))) / (grid.RelativeWidth * grid.Spacing);
            yield return (centre, Math.Exp(-distance * distance / 2));
        }
    }

    private static void AssertNear(double expected, double actual, double allowed, string what) =>
        Assert.True(Math.Abs(expected - actual) <= allowed, $"{what}: {actual:R} should be {expected:R}; {Math.Abs(expected - actual):e2} is more than {allowed:e2}.");
}
