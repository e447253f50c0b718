using Engram.Experiments.Studies;

namespace Engram.Experiments.Tests.Studies;

public sealed class SeedListTests
{
    [Theory]
    [InlineData("0", new long[] { 0 }, "0")]
    [InlineData("0..9", new long[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "0..9")]
    [InlineData(" 0, 2 ,5..7,", new long[] { 0, 2, 5, 6, 7 }, "0,2,5..7")]
    [InlineData("3..4", new long[] { 3, 4 }, "3,4")]
    [InlineData("7,3..3", new long[] { 7, 3 }, "7,3")]
    [InlineData("9223372036854775806..9223372036854775807", new long[] { long.MaxValue - 1, long.MaxValue }, "9223372036854775806,9223372036854775807")]
    public void Seeds_are_read_and_written(string text, long[] seeds, string shortest)
    {
        Assert.Equal(seeds, SeedList.Parse(text));
        Assert.Equal(shortest, SeedList.Format(seeds));
        Assert.Equal(seeds, SeedList.Parse(shortest));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("9..0")]
    [InlineData("0...3")]
    [InlineData("0..")]
    [InlineData("1,1")]
    [InlineData("0..3,2")]
    [InlineData("0..9999999999")]
    [InlineData("0..9223372036854775807")]
    public void What_is_not_a_list_of_seeds_is_refused(string text) => Assert.Throws<FormatException>(() => SeedList.Parse(text));
}
