using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class TrigonometryTests
{
    [Fact]
    public void Is_within_one_unit_in_the_last_place_of_sixty_digit_values()
    {
        foreach (var row in ElementaryValues.All.SinCos)
        {
            var (x, sin, cos) = ElementaryValues.Row(row) is [var a, var s, var c] ? (a, s, c) : throw new InvalidDataException(row);
            var ours = Trigonometry.SinCos(x);
            Assert.True(ElementaryValues.UnitsBetween(sin, ours.Sin) <= 1, $"sin {x:R}: exact {sin:R}, ours {ours.Sin:R}.");
            Assert.True(ElementaryValues.UnitsBetween(cos, ours.Cos) <= 1, $"cos {x:R}: exact {cos:R}, ours {ours.Cos:R}.");
        }
    }

    // The C library promises less than one unit as well, so two may lie between the two.
    [Theory, InlineData(1), InlineData(10), InlineData(1e5), InlineData(1e9)]
    public void Agrees_with_the_C_library_all_over_its_range(double range)
    {
        for (var i = -20_000; i <= 20_000; i++)
        {
            var x = range * i / 20_000;
            var (sin, cos) = Trigonometry.SinCos(x);
            Assert.True(ElementaryValues.UnitsBetween(Math.Sin(x), sin) <= 2, $"sin {x:R}");
            Assert.True(ElementaryValues.UnitsBetween(Math.Cos(x), cos) <= 2, $"cos {x:R}");
        }
    }

    [Fact]
    public void Sine_is_odd_and_cosine_even_bit_for_bit()
    {
        for (var x = 1e-9; x < 1e9; x *= 1.0173)
        {
            Assert.Equal(-Trigonometry.Sin(x), Trigonometry.Sin(-x));
            Assert.Equal(Trigonometry.Cos(x), Trigonometry.Cos(-x));
        }
    }

    [Fact]
    public void Zero_keeps_its_sign()
    {
        Assert.Equal((0, 1), Trigonometry.SinCos(0));
        Assert.True(double.IsNegative(Trigonometry.Sin(-0.0)));
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void What_is_no_angle_has_no_sine(double x) => Assert.Equal((double.NaN, double.NaN), Trigonometry.SinCos(x));

    [Fact]
    public void An_angle_too_large_is_refused_with_the_range()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Trigonometry.SinCos(1.5e9));
        Assert.Contains("within ±1000000000 rad", error.Message, StringComparison.Ordinal);
    }

    // Pinned: another bit here is another robot. Independent of processor, operating system and run-time version.
    [Theory, InlineData(10, "8ff72f15c3789b45"), InlineData(1e9, "3fa9e86ca428993e")]
    public void Bits_are_pinned(double range, string hash)
    {
        var both = Enumerable.Range(-10_000, 20_001).Select(i => Trigonometry.SinCos(range * i / 10_000));
        Assert.Equal(hash, ElementaryValues.HashOf(both.SelectMany(pair => new[] { pair.Sin, pair.Cos })));
    }
}
