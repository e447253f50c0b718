using System.Globalization;
using Engram.Web.Charts;

namespace Engram.Web.Tests.Charts;

public sealed class AxisTests
{
    [Fact]
    public void The_ends_of_the_data_lie_inside_and_in_order()
    {
        var axis = Axis.Over([3, -1, 7]);
        Assert.InRange(axis.Percent(-1), 1, 10);
        Assert.InRange(axis.Percent(7), 90, 99);
        Assert.Equal(50, axis.Percent(3), 9);
    }

    [Fact]
    public void Equal_steps_are_equal_ways_and_equal_factors_on_a_logarithmic_axis()
    {
        var linear = Axis.Over([0, 10]);
        Assert.Equal(linear.Percent(4) - linear.Percent(2), linear.Percent(8) - linear.Percent(6), 9);
        var logarithmic = Axis.Over([1e-3, 1e3], isLogarithmic: true);
        Assert.Equal(logarithmic.Percent(1) - logarithmic.Percent(0.1), logarithmic.Percent(100) - logarithmic.Percent(10), 9);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_has_no_place_and_moves_nobody_else(double value)
    {
        Assert.False(Axis.Over([0, 1]).Has(value));
        Assert.Equal(Axis.Over([0, 1]).Percent(0.3), Axis.Over([0, value, 1]).Percent(0.3));
    }

    [Theory, InlineData(0), InlineData(-4)]
    public void A_logarithmic_axis_has_no_place_for_zero_and_below(double value)
    {
        Assert.False(Axis.Over([1, 10], isLogarithmic: true).Has(value));
        Assert.Equal(Axis.Over([1, 10], true).Percent(2), Axis.Over([1, 10, value], true).Percent(2));
    }

    [Fact]
    public void One_value_or_none_still_makes_an_axis()
    {
        Assert.Equal(50, Axis.Over([5]).Percent(5), 9);
        Assert.Equal(50, Axis.Over([0]).Percent(0), 9);
        Assert.Equal(50, Axis.Over([5], isLogarithmic: true).Percent(5), 9);
        Assert.NotEmpty(Axis.Over([]).Ticks());
    }

    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(-1, 1, "-1 -0.5 0 0.5 1")]
    [InlineData(0, 0.00042, "0 0.0001 0.0002 0.0003 0.0004")]
    public void Ticks_are_round(double low, double high, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', Axis.Between(low, high).Ticks().Select(tick => Math.Round(tick, 12).ToString("0.######", CultureInfo.InvariantCulture))));

    [Theory, InlineData(1e-9, 1), InlineData(0.034, 240), InlineData(0.5, 3), InlineData(1e-300, 1e300)]
    public void Ticks_are_few_and_inside(double low, double high)
    {
        foreach (var isLogarithmic in new[] { false, true })
        {
            var axis = Axis.Over([low, high], isLogarithmic);
            Assert.InRange(axis.Ticks().Count, 2, 12);
            Assert.All(axis.Ticks(), tick => Assert.InRange(axis.Percent(tick), -1e-9, 100 + 1e-9));
        }
    }

    [Fact]
    public void Attributes_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("37.5%", Axis.Between(0, 8).Across(3));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
