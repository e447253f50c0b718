using Engram.Numerics.Random;
using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class PairedTestsTests
{
    [Fact]
    public void Sign_tests_equal_scipys_binomial_test()
    {
        foreach (var entry in StatisticsReference.All("sign"))
        {
            var (wins, losses) = (entry.GetProperty("wins").GetInt32(), entry.GetProperty("losses").GetInt32());
            Assert.Equal(entry.Number("two"), SignTest.TwoSided(wins, losses), 1e-10 * entry.Number("two"));
            Assert.Equal(entry.Number("one"), SignTest.OneSided(wins, losses), 1e-10 * entry.Number("one"));
        }
    }

    [Fact]
    public void The_sign_flip_test_and_the_effect_size_equal_scipy()
    {
        foreach (var entry in StatisticsReference.All("paired"))
        {
            double[] differences = [.. entry.Numbers("left").Zip(entry.Numbers("right"), (left, right) => left - right)];
            Assert.Equal(entry.Number("p"), SignFlipTest.TwoSided(differences, RandomStream.FromSeed(0)), 1e-12);
            Assert.Equal(entry.Number("effect"), EffectSize.Paired(differences), 1e-12 * Math.Abs(entry.Number("effect")) + 1e-12);
        }
    }

    [Fact]
    public void The_sampled_sign_flip_test_agrees_with_the_exact_one()
    {
        var random = RandomStream.FromSeed(8);
        double[] sixteen = [.. Enumerable.Range(0, 16).Select(_ => random.NextNormal(0.4, 1))];
        // A pair without a difference changes nothing, but takes the test beyond what it enumerates.
        Assert.Equal(SignFlipTest.TwoSided(sixteen, random), SignFlipTest.TwoSided([.. sixteen, 0], random), 0.02);
    }

    [Fact]
    public void The_false_alarms_of_the_sign_flip_test_are_as_rare_as_it_says()
    {
        var random = RandomStream.FromSeed(9);
        const int trials = 4_000;
        var alarms = Enumerable.Range(0, trials).Count(_ => SignFlipTest.TwoSided([.. Enumerable.Range(0, 8).Select(_ => random.NextNormal())], random) <= 0.05);
        // 12 of 256 assignments: the test is exact, so the rate is that of the binomial distribution around 12/256.
        Assert.InRange(alarms / (double)trials, (12 / 256.0) - 0.013, (12 / 256.0) + 0.013);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 1.0)]
    [InlineData(3, 0.25)]
    [InlineData(5, 0.0625)]
    [InlineData(6, 0.03125)]
    public void All_pairs_agreeing_gives_the_smallest_p_there_is(int pairs, double smallest)
    {
        Assert.Equal(smallest, SignFlipTest.SmallestReachable(pairs));
        Assert.Equal(smallest, SignFlipTest.TwoSided([.. Enumerable.Range(1, pairs).Select(i => i * 0.1)], RandomStream.FromSeed(0)));
    }

    [Fact]
    public void No_difference_at_all_has_p_1_and_no_effect()
    {
        Assert.Equal(1, SignFlipTest.TwoSided([0, 0, 0, 0], RandomStream.FromSeed(0)));
        Assert.Equal(0, EffectSize.Paired([0, 0, 0]));
        Assert.Equal(double.NegativeInfinity, EffectSize.Paired([-0.1, -0.1, -0.1]));
        Assert.True(double.IsNaN(EffectSize.Paired([3])));
    }

    [Fact]
    public void The_probability_of_a_larger_score_equals_scipys_U()
    {
        foreach (var entry in StatisticsReference.All("larger"))
        {
            var share = EffectSize.ProbabilityOfLarger(ScoreTable.OneTask(entry.Numbers("left")), ScoreTable.OneTask(entry.Numbers("right")));
            Assert.Equal(entry.Number("share"), share, 1e-12);
        }
    }

    [Fact]
    public void The_probability_of_a_larger_score_is_averaged_over_tasks() =>
        Assert.Equal(0.75, EffectSize.ProbabilityOfLarger(new ScoreTable([[2, 1]]), new ScoreTable([[1, 1]])));

    // The example of Wikipedia's article "Holm–Bonferroni method", worked through there step by step.
    [Fact]
    public void Holms_correction_of_a_published_example()
    {
        var corrected = Holm.Correct([0.01, 0.04, 0.03, 0.005]);
        Assert.Equal([0.03, 0.06, 0.06, 0.02], corrected.Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void Holm_keeps_the_family_wise_error_below_the_level()
    {
        var random = RandomStream.FromSeed(10);
        const int families = 10_000;
        var wrong = Enumerable.Range(0, families).Count(_ => Holm.Correct([.. Enumerable.Range(0, 10).Select(_ => random.NextDouble())]).Min() <= 0.05);
        Assert.InRange(wrong / (double)families, 0.03, 0.06); // 1 − 0.995¹⁰ = 0.0489
    }

    [Fact]
    public void Holm_of_none_is_none() => Assert.Empty(Holm.Correct([]));
}
