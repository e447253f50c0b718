using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class ElementaryTests
{
    [Fact]
    public void Exp_is_the_library_exponential_within_one_unit_in_the_last_place()
    {
        var random = RandomStream.FromSeed(1);
        for (var trial = 0; trial < 100_000; trial++)
        {
            var x = random.NextUniform(-700, 700);
            AssertWithinUnits(1, Math.Exp(x), Elementary.Exp(x), x);
        }
    }

    [Fact]
    public void Log_is_the_library_logarithm_within_one_unit_in_the_last_place()
    {
        var random = RandomStream.FromSeed(2);
        for (var trial = 0; trial < 100_000; trial++)
        {
            var x = BitConverter.UInt64BitsToDouble(random.NextUInt64() >> 1); // every exponent, subnormals too
            if (double.IsFinite(x) && x > 0)
            {
                AssertWithinUnits(1, Math.Log(x), Elementary.Log(x), x);
            }

            var near = random.NextUniform(0.999, 1.001);
            AssertWithinUnits(1, Math.Log(near), Elementary.Log(near), near);
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(710.0, double.PositiveInfinity)]
    [InlineData(-746.0, 0.0)]
    [InlineData(-745.0, double.Epsilon)]
    public void Exp_at_the_edges(double x, double expected) => Assert.Equal(expected, Elementary.Exp(x));

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.0, double.NegativeInfinity)]
    [InlineData(-1.0, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Log_at_the_edges(double x, double expected) => Assert.Equal(expected, Elementary.Log(x));

    [Fact]
    public void The_exponential_of_a_row_has_the_bits_of_the_single_one()
    {
        var random = RandomStream.FromSeed(3);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var x = random.NextUniform(-700, 700);
            var expected = Elementary.Exp(x);
            Assert.Equal(expected, First(LaneExponential.Exp(SingleLane<double>.Broadcast(x))));
            Assert.Equal(expected, First(LaneExponential.Exp(Lanes128<double>.Broadcast(x))));
            Assert.Equal(expected, First(LaneExponential.Exp(Lanes256<double>.Broadcast(x))));
            Assert.Equal(expected, First(LaneExponential.Exp(Lanes512<double>.Broadcast(x))));
        }
    }

    private static double First<TLanes>(TLanes lanes)
        where TLanes : struct, ILanes<TLanes, double>
    {
        var numbers = new double[8];
        lanes.Store(ref numbers[0], 0);
        return numbers[0];
    }

    private static void AssertWithinUnits(int units, double expected, double actual, double at)
    {
        var unit = Math.Max(Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected), double.Epsilon);
        Assert.True(Math.Abs(expected - actual) <= units * unit, $"At {at:R}: expected {expected:R}, got {actual:R}.");
    }
}
