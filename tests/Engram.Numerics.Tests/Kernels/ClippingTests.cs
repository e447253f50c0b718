using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class ClippingTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 36)];

    [Theory, MemberData(nameof(Lengths))]
    public void Clips_counts_and_finds_NaN_like_the_plain_loop_at_every_width(int length)
    {
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            foreach (var fault in new[] { -1, 0, length / 2, length - 1 })
            {
                var numbers = Numbers(length);
                if (fault >= 0 && fault < length)
                {
                    numbers[fault] = double.NaN;
                }

                var clipped = new double[length];
                var outside = Clipping.ByValue(numbers, 1, clipped, out var hasNaN, width);
                Assert.Equal(numbers.Select(number => double.IsNaN(number) ? number : Math.Clamp(number, -1, 1)), clipped);
                Assert.Equal(numbers.Count(number => Math.Abs(number) > 1), outside);
                Assert.Equal(numbers.Any(double.IsNaN), hasNaN);
                Clipping.ByValue(numbers, 1, numbers, out _, width); // in place
                Assert.Equal(clipped, numbers);
            }
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Clips_products_like_the_plain_loop_at_every_width(int length)
    {
        var (left, right) = (Numbers(length).Select(Finite).ToArray(), Numbers(length + 7)[7..].Select(Finite).ToArray());
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var clipped = new double[length];
            Clipping.Product(left, right, 0.5, clipped, width);
            Assert.Equal(left.Zip(right, (a, b) => Math.Clamp(a * b, -0.5, 0.5)), clipped);
        }
    }

    [Fact]
    public void An_infinite_bound_changes_nothing_and_infinities_are_not_NaN()
    {
        var clipped = new double[3];
        Assert.Equal(0, Clipping.ByValue([double.PositiveInfinity, -1e308, -0.0], double.PositiveInfinity, clipped, out var hasNaN));
        Assert.False(hasNaN);
        Assert.Equal([double.PositiveInfinity, -1e308, -0.0], clipped);
        Assert.Equal(2, Clipping.ByValue([double.PositiveInfinity, double.NegativeInfinity, 0.5], 2, clipped, out hasNaN));
        Assert.False(hasNaN);
        Assert.Equal([2, -2, 0.5], clipped);
        Assert.Throws<ArgumentException>(() => Clipping.ByValue(new double[2], 1, new double[3], out _));
        Assert.Throws<ArgumentException>(() => Clipping.Product(new double[2], new double[3], 1, new double[2]));
    }

    private static double Finite(double number) => double.IsFinite(number) ? number : 3;

    private static double[] Numbers(int count)
    {
        var stream = RandomStream.FromSeed(22);
        return [.. Enumerable.Range(0, count).Select(index => index % 7 == 3 ? double.NegativeInfinity : index % 5 == 2 ? 0 : 1.5 * stream.NextNormal())];
    }
}
