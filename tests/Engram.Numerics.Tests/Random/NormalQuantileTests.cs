using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Random;

public sealed class NormalQuantileTests
{
    // Percentage points to 16 digits, by bisection in 80-digit arithmetic (normal_quantiles.py beside this file): independent of the rational approximations under test.
    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(0.6, 0.25334710313579974)]
    [InlineData(0.75, 0.67448975019608174)]
    [InlineData(0.925, 1.4395314709384562)]
    [InlineData(0.975, 1.9599639845400539)]
    [InlineData(0.999, 3.0902323061678133)]
    [InlineData(1e-5, -4.2648907939228246)]
    [InlineData(1e-10, -6.3613409024040562)]
    [InlineData(1e-15, -7.9413453261709968)]
    public void Equals_the_percentage_point(double probability, double expected) =>
        Assert.Equal(expected, NormalQuantile.At(probability), 3e-15 * Math.Max(1, Math.Abs(expected)));

    [Fact]
    public void Is_odd_about_one_half()
    {
        for (var numerator = 1; numerator < 512; numerator++)
        {
            Assert.Equal(-NormalQuantile.At(numerator / 1024.0), NormalQuantile.At(1 - (numerator / 1024.0)));
        }
    }
}
