using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class ExceedanceTests
{
    private static readonly float[] Odd = [0, 1, -1, 1.0000001f, -1.0000001f, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon, 0.5f, 3];

    public static TheoryData<int> Widths => [.. Enum.GetValues<VectorWidth>().Where(width => width <= VectorWidths.Widest).Select(width => (int)width)];

    // Oracle: the plain loop.
    [Theory, MemberData(nameof(Widths))]
    public void Numbers_beyond_the_bound_are_counted_at_every_length(int width)
    {
        for (var length = 0; length < 70; length++)
        {
            var numbers = Enumerable.Range(0, length).Select(index => Odd[index * 7 % Odd.Length]).ToArray();
            Assert.Equal(numbers.Count(number => Math.Abs(number) > 1), Exceedance.Count(numbers, 1, out var hasNaN, (VectorWidth)width));
            Assert.False(hasNaN);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void A_NaN_is_seen_wherever_it_is_and_counts_as_neither(int width)
    {
        for (var place = 0; place < 40; place++)
        {
            var numbers = Enumerable.Repeat(2f, 40).ToArray();
            numbers[place] = float.NaN;
            Assert.Equal(39, Exceedance.Count(numbers, 1, out var hasNaN, (VectorWidth)width));
            Assert.True(hasNaN);
        }
    }

    [Fact]
    public void A_bound_may_be_zero_or_infinite()
    {
        Assert.Equal(9, Exceedance.Count(Odd, 0, out _));
        Assert.Equal(0, Exceedance.Count(Odd, float.PositiveInfinity, out _));
    }
}
