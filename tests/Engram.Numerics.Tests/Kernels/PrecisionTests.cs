using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

// Oracle: the language's casts, one number at a time.
public sealed class PrecisionTests
{
    // Ties to even, the largest that rounds to a number and the smallest that does not, subnormal ones, and what is no number.
    private static readonly double[] Numbers =
    [
        0, -0.0, 1, 1 + (Math.BitIncrement(1f) - 1f) / 2.0, Math.BitIncrement(1f) + (Math.BitIncrement(1f) - 1f) / 2.0, 1 / 3.0, -1e-9, 16777217, 3.4028235677973362e38,
        3.4028235677973366e38, -1e300, double.MaxValue, 1e-40, -1.4e-45, 0.7e-45, 0.71e-45, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    [Fact]
    public void Numbers_are_rounded_as_casts_round_them()
    {
        for (var length = 0; length <= 70; length++)
        {
            var (numbers, rounded) = (Some(length), new float[length]);
            Precision.Round(numbers, rounded);
            Assert.Equal(numbers.Select(number => Bits((float)number)), rounded.Select(number => Bits(number)));
        }
    }

    [Fact]
    public void Amounts_are_added_as_one_by_one()
    {
        for (var length = 0; length <= 70; length++)
        {
            float[] amounts = [.. Some(length).Select(number => (float)number)];
            double[] sums = [.. Enumerable.Range(0, length).Select(index => 0.1 * index)];
            double[] expected = [.. sums.Zip(amounts, (sum, amount) => sum + amount)];
            Precision.Add(amounts, sums);
            Assert.Equal(expected.Select(Bits), sums.Select(Bits));
        }
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Precision.Round(new double[9], new float[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Precision.Add(new float[9], new double[8]));
    }

    // Each length begins with another number, so that every number comes to every place in a vector and behind one.
    private static double[] Some(int length) => [.. Enumerable.Range(length, length).Select(index => Numbers[index % Numbers.Length])];

    // Of one NaN: which of its many it is, is not promised.
    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number);
}
