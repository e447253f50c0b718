using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class VerdictTests
{
    private static readonly ExpectedRange Less = new(double.NegativeInfinity, 0);

    // By hand: t(0.975, 2) = 4.3027; the first three differ from their mean with standard deviation 1, so ± 4.3027/√3.
    [Theory]
    [InlineData(new[] { -3.0, -2.0, -4.0 }, Outcome.Holds, "As expected below 0: mean -3, 95 % interval -5.484 to -0.5159, 3 of 3 seeds below 0.")]
    [InlineData(new[] { 3.0, 2.0, 4.0 }, Outcome.Fails, "Expected below 0; mean 3, 95 % interval 0.5159 to 5.484, 0 of 3 seeds below 0.")]
    [InlineData(new[] { -3.0, -2.0, 1.0 }, Outcome.Undecided, "The interval crosses 0: mean -1.333, 95 % interval -6.504 to 3.838, 2 of 3 seeds below 0.")]
    [InlineData(new[] { 3.0, 2.0, -1.0 }, Outcome.Undecided, "The mean is not below 0, but the interval reaches there: mean 1.333, 95 % interval -3.838 to 6.504, 1 of 3 seeds below 0.")]
    [InlineData(new[] { -3.0, -2.0 }, Outcome.Undecided, "2 seeds: at least 3 are needed.")]
    [InlineData(new[] { -3.0 }, Outcome.Undecided, "1 seed: at least 3 are needed.")]
    [InlineData(new double[0], Outcome.Undecided, "0 seeds: at least 3 are needed.")]
    public void Says_what_it_decides_and_why(double[] differences, Outcome outcome, string why)
    {
        var verdict = Verdict.Of(differences, Less);
        Assert.Equal((outcome, why), (verdict.Outcome, verdict.Why));
    }

    [Fact]
    public void A_mean_carried_by_a_few_seeds_does_not_suffice()
    {
        // Eleven of twenty seeds agree, far below; the others are just above.
        double[] differences = [.. Enumerable.Repeat(-50.0, 11), .. Enumerable.Repeat(0.1, 9)];
        var verdict = Verdict.Of(differences, Less);
        Assert.Equal(Outcome.Undecided, verdict.Outcome);
        Assert.StartsWith("Fewer than 60 % of the seeds agree: mean -27.4", verdict.Why);
        Assert.Equal(0.55, verdict.Agreement);
    }

    [Fact]
    public void Seeds_without_a_finite_number_are_counted_and_said()
    {
        var verdict = Verdict.Of([-10, -11, -12, double.NegativeInfinity, double.NegativeInfinity], Less);
        Assert.Equal((Outcome.Holds, 5, 5, 2), (verdict.Outcome, verdict.Seeds, verdict.Agreeing, verdict.NotFinite));
        Assert.EndsWith("2 of 5 seeds gave no finite number and are not in the mean.", verdict.Why);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Nothing_holds_while_a_seed_diverged_against_it(double diverged)
    {
        var verdict = Verdict.Of([-10, -11, -12, -13, diverged], Less);
        Assert.Equal((Outcome.Undecided, 5, 4, 1), (verdict.Outcome, verdict.Seeds, verdict.Agreeing, verdict.NotFinite));
        Assert.StartsWith("1 seed diverged against what is expected; the others: mean -11.5, 95 % interval ", verdict.Why);
        Assert.EndsWith("1 of 5 seeds gave no finite number and are not in the mean.", verdict.Why);
        Assert.Equal(Outcome.Fails, Verdict.Of([10, 11, 12, diverged], Less).Outcome);
    }

    [Fact]
    public void Two_finite_numbers_of_three_are_too_few() =>
        Assert.StartsWith("2 seeds with a finite number: at least 3 are needed. 1 of 3", Verdict.Of([-1, -2, double.NaN], Less).Why);

    [Fact]
    public void A_range_has_two_borders()
    {
        var range = new ExpectedRange(900, 1200);
        Assert.Equal(Outcome.Holds, Verdict.Of([1000, 1010, 1020], range).Outcome);
        Assert.Equal("The interval crosses 900: mean 995, 95 % interval 734.2 to 1256, 2 of 3 seeds between 900 and 1200.", Verdict.Of([995, 890, 1100], range).Why);
        Assert.Equal(Outcome.Fails, Verdict.Of([1300, 1310, 1320], range).Outcome);
        Assert.Equal(Outcome.Fails, Verdict.Of([100, 110, 120], range).Outcome);
    }

    [Fact]
    public void Equal_is_not_less() => Assert.Equal(Outcome.Fails, Verdict.Of([0, 0, 0], Less).Outcome);

    [Theory]
    [InlineData(-1.0, true)]
    [InlineData(0.0, false)]
    [InlineData(double.NegativeInfinity, true)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(double.NaN, false)]
    public void What_lies_below_zero(double value, bool inside) => Assert.Equal(inside, Less.Contains(value));
}
