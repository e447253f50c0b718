using Engram.Numerics.Capture;

namespace Engram.Numerics.Tests.Capture;

public sealed class PlaceTests
{
    private readonly double[] _numbers = [1, 2, 3, 4, 5, 6];

    [Theory, InlineData(1, 3, true), InlineData(2, 3, true), InlineData(2, 1, true), InlineData(0, 2, false), InlineData(3, 3, false), InlineData(5, 1, false)]
    public void It_contains_what_lies_within_it(int offset, int length, bool contains)
    {
        var place = new Place<double>(_numbers, 1, 4);
        Assert.Equal(contains, place.Contains(new Place<double>(_numbers, offset, length)));
        Assert.False(place.Contains(new Place<double>([.. _numbers], offset, length)));
    }

    [Fact]
    public void It_holds_numbers_of_the_same_bits_and_any_NaN_for_NaN()
    {
        var place = new Place<double>(_numbers, 2, 3);
        Assert.True(place.Holds([3, 4, 5]));
        Assert.False(place.Holds([3, 4, double.BitIncrement(5)]));
        _numbers[3] = 0;
        Assert.True(place.Holds([3, 0, 5]));
        Assert.False(place.Holds([3, -0.0, 5]));
        _numbers[3] = double.NaN;
        Assert.True(place.Holds([3, -double.NaN, 5]));
        Assert.False(place.Holds([3, 4, 5]));
        _numbers[3] = 4;
        Assert.False(place.Holds([3, double.NaN, 5]));
    }
}
