using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class HyperbolicTests
{
    [Fact]
    public void Is_within_one_unit_in_the_last_place_of_sixty_digit_values()
    {
        foreach (var row in ElementaryValues.All.Tanh)
        {
            var (x, tanh) = ElementaryValues.Row(row) is [var a, var t] ? (a, t) : throw new InvalidDataException(row);
            var ours = Hyperbolic.Tanh(x);
            Assert.True(ElementaryValues.UnitsBetween(tanh, ours) <= 1, $"tanh {x:R}: exact {tanh:R}, ours {ours:R}.");
        }
    }

    // The C library is allowed two units of its own.
    [Theory, InlineData(0.01), InlineData(1), InlineData(25)]
    public void Agrees_with_the_C_library_all_over_its_range(double range)
    {
        for (var i = -20_000; i <= 20_000; i++)
        {
            var x = range * i / 20_000;
            Assert.True(ElementaryValues.UnitsBetween(Math.Tanh(x), Hyperbolic.Tanh(x)) <= 3, $"tanh {x:R}");
        }
    }

    [Fact]
    public void Is_odd_bit_for_bit_and_never_beyond_one()
    {
        for (var x = 1e-9; x < 1e9; x *= 1.0173)
        {
            Assert.Equal(-Hyperbolic.Tanh(x), Hyperbolic.Tanh(-x));
            Assert.InRange(Hyperbolic.Tanh(x), 0, 1);
        }
    }

    [Fact]
    public void Ends_are_exact()
    {
        Assert.Equal(1, Hyperbolic.Tanh(double.PositiveInfinity));
        Assert.Equal(-1, Hyperbolic.Tanh(double.NegativeInfinity));
        Assert.Equal(double.NaN, Hyperbolic.Tanh(double.NaN));
        Assert.True(double.IsNegative(Hyperbolic.Tanh(-0.0)));
    }

    // Pinned: independent of processor, operating system and run-time version.
    [Fact]
    public void Bits_are_pinned() =>
        Assert.Equal("13594b7619a29afb", ElementaryValues.HashOf(Enumerable.Range(-10_000, 20_001).Select(i => Hyperbolic.Tanh(0.0021 * i))));
}
