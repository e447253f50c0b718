using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class HistoryPointTests
{
    private static readonly double[] Values = [double.NegativeInfinity, -1, -0.0, 0, 1, double.PositiveInfinity, double.NaN];

    [Fact]
    public void By_time_comes_time_then_step_then_value_numbers_before_NaN_and_minus_zero_before_zero() =>
        AssertOrder(HistoryPoint.ByTime, [.. from time in Extremes from step in Extremes from value in Values select new HistoryPoint(time, step, value)]);

    [Fact]
    public void By_step_comes_step_then_time_then_value() =>
        AssertOrder(HistoryPoint.ByStep, [.. from step in Extremes from time in Extremes from value in Values select new HistoryPoint(time, step, value)]);

    // Or points that differ would be taken for copies of each other.
    [Fact]
    public void Only_points_of_the_same_bits_are_equal_in_order()
    {
        var (quiet, other) = (new HistoryPoint(1, 1, double.NaN), new HistoryPoint(1, 1, BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) ^ 1)));
        Assert.NotEqual(0, HistoryPoint.ByTime(quiet, other));
        Assert.Equal(-Math.Sign(HistoryPoint.ByTime(quiet, other)), Math.Sign(HistoryPoint.ByTime(other, quiet)));
        Assert.Equal(0, HistoryPoint.ByTime(quiet, quiet));
    }

    // Differences of these do not fit into 64 bits.
    private static long[] Extremes => [long.MinValue, -1, 0, 1, long.MaxValue];

    private static void AssertOrder(Comparison<HistoryPoint> order, HistoryPoint[] sorted)
    {
        var shuffled = sorted.ToArray();
        var random = RandomStream.FromSeed(11);
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        Array.Sort(shuffled, order);
        Assert.Equal(sorted.Select(Bits), shuffled.Select(Bits));
    }

    private static (long Time, long Step, long Value) Bits(HistoryPoint point) => (point.Time, point.Step, BitConverter.DoubleToInt64Bits(point.Value));
}
