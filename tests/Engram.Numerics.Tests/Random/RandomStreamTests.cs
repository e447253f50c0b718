using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Random;

public sealed class RandomStreamTests
{
    [Fact]
    public void The_same_seed_and_names_give_the_same_numbers()
    {
        var one = RandomStream.FromSeed(7).Split("trial 3").Split("init");
        var other = RandomStream.FromSeed(7).Split("trial 3").Split("init");
        Assert.Equal(Take(one, 100), Take(other, 100));
    }

    [Fact]
    public void A_child_does_not_depend_on_what_was_drawn_or_split_before()
    {
        var quiet = RandomStream.FromSeed(7);
        var busy = RandomStream.FromSeed(7);
        _ = Take(busy, 33);
        _ = Take(busy.Split("data"), 5);
        Assert.Equal(Take(quiet.Split("init"), 50), Take(busy.Split("init"), 50));
    }

    [Fact]
    public void Streams_of_other_seeds_names_and_depths_share_no_word()
    {
        var root = RandomStream.FromSeed(0);
        RandomStream[] streams =
        [
            root, RandomStream.FromSeed(1), RandomStream.FromSeed(ulong.MaxValue), root.Split("init"), root.Split("data"),
            root.Split("init").Split("init"), root.Split("initinit"), root.Split("ι"),
        ];
        var words = streams.SelectMany(stream => Enumerable.Range(0, 64).Select(_ => stream.NextUInt64())).ToList();
        Assert.Equal(words.Count, words.Distinct().Count());
    }

    // SHA-256 and Philox written a second time in Python (hashlib; philox_reference.py beside this file).
    [Fact]
    public void The_first_words_of_a_named_stream_equal_the_reference()
    {
        var stream = RandomStream.FromSeed(42).Split("init");
        Assert.Equal(new uint[] { 0x467EED52, 0xAEB3809B, 0x5BF03F54, 0x51CB99D4, 0x83AEC507, 0x6AD8CC6B }, Enumerable.Range(0, 6).Select(_ => stream.NextUInt32()));
    }

    [Fact]
    public void Outcomes_come_in_proportion_to_their_weights()
    {
        const int Draws = 40_000;
        double[] weights = [0, 1, 0, 4, 3, 0];
        var stream = RandomStream.FromSeed(5).Split("categorical");
        var counts = new int[weights.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            counts[stream.NextCategorical(weights)]++;
        }

        Assert.Equal(2ul * Draws, stream.Position);
        foreach (var (outcome, weight) in weights.Index())
        {
            var p = weight / weights.Sum();
            Assert.InRange(counts[outcome] - (p * Draws), -5 * Math.Sqrt(Draws * p * (1 - p)), 5 * Math.Sqrt(Draws * p * (1 - p))); // five standard deviations; exactly 0 for weight 0
        }
    }

    [Fact]
    public void Weights_that_make_no_distribution_are_refused()
    {
        var stream = RandomStream.FromSeed(5);
        Assert.Contains("weight 1 is -1", Assert.Throws<ArgumentException>(() => stream.NextCategorical([1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("weight 0 is NaN", Assert.Throws<ArgumentException>(() => stream.NextCategorical([double.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("the sum of these 2 is 0", Assert.Throws<ArgumentException>(() => stream.NextCategorical([0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("the sum of these 0 is 0", Assert.Throws<ArgumentException>(() => stream.NextCategorical([])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => stream.NextCategorical([double.MaxValue, double.MaxValue]));
        Assert.Equal(0ul, stream.Position);
        Assert.Equal(1, stream.NextCategorical([0, 1e-300]));
    }

    [Fact]
    public void A_position_is_all_it_takes_to_resume()
    {
        var stream = RandomStream.FromSeed(3).Split("env");
        for (var consumed = 0; consumed < 9; consumed++)
        {
            var position = stream.Position;
            var expected = (stream.NextUInt32(), stream.NextNormal(), stream.NextInt(10));
            var resumed = RandomStream.FromSeed(3).Split("env");
            resumed.Position = position;
            Assert.Equal(expected, (resumed.NextUInt32(), resumed.NextNormal(), resumed.NextInt(10)));
            stream.Position = position + 1;
        }
    }

    [Fact]
    public void A_far_position_reaches_the_second_counter_word()
    {
        var stream = RandomStream.FromSeed(3);
        stream.Position = 1UL << 34;
        var far = Take(stream, 4);
        stream.Position = 0;
        Assert.NotEqual(far, Take(stream, 4));
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_uniform_distribution()
    {
        var stream = RandomStream.FromSeed(11);
        const int count = 200_000;
        var values = Enumerable.Range(0, count).Select(_ => stream.NextDouble()).ToArray();
        Assert.All(values, value => Assert.InRange(value, 0, 1 - 1e-17));
        Assert.Equal(0.5, values.Average(), 5 / Math.Sqrt(12.0 * count));            // five standard errors
        Assert.Equal(1 / 12.0, values.Average(value => (value - 0.5) * (value - 0.5)), 5 * Math.Sqrt(1 / 180.0 / count));
    }

    [Fact]
    public void Single_precision_numbers_stay_below_one_and_fill_the_interval()
    {
        var stream = RandomStream.FromSeed(12);
        var values = Enumerable.Range(0, 100_000).Select(_ => stream.NextSingle()).ToArray();
        Assert.All(values, value => Assert.True(value is >= 0 and < 1));
        Assert.True(values.Min() < 1e-3 && values.Max() > 0.999);
    }

    [Fact]
    public void Normal_numbers_pass_the_Kolmogorov_Smirnov_test()
    {
        var stream = RandomStream.FromSeed(13);
        const int count = 100_000;
        var values = Enumerable.Range(0, count).Select(_ => stream.NextNormal()).Order().ToArray();
        var distance = values.Select((value, index) => Math.Abs(Distribution(value) - ((index + 0.5) / count))).Max();
        Assert.True(distance < 1.63 / Math.Sqrt(count), $"Kolmogorov distance {distance}"); // the 1 % critical value
    }

    [Fact]
    public void A_shifted_normal_is_the_standard_one_scaled_and_moved()
    {
        var standard = RandomStream.FromSeed(14).NextNormal();
        Assert.Equal(2 + (0.5 * standard), RandomStream.FromSeed(14).NextNormal(2, 0.5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Integers_are_spread_evenly(int exclusiveMax)
    {
        var stream = RandomStream.FromSeed(15);
        const int perValue = 500;
        var counts = new int[exclusiveMax];
        for (var draw = 0; draw < perValue * exclusiveMax; draw++)
        {
            counts[stream.NextInt(exclusiveMax)]++;
        }

        var chiSquared = counts.Sum(count => (count - perValue) * (double)(count - perValue) / perValue);
        Assert.True(chiSquared <= exclusiveMax + (5 * Math.Sqrt(2.0 * exclusiveMax)), $"chi squared {chiSquared}");
    }

    [Fact]
    public void Large_integer_ranges_reject_instead_of_favouring_small_values()
    {
        var stream = RandomStream.FromSeed(16);
        const int max = 3 << 29; // without rejection, multiples of three would appear twice as often
        var thirds = Enumerable.Range(0, 30_000).Count(_ => stream.NextInt(max) % 3 == 0);
        Assert.InRange(thirds, 9_500, 10_500);
    }

    [Fact]
    public void A_permutation_holds_every_index_once_and_every_order_is_equally_likely()
    {
        var stream = RandomStream.FromSeed(17);
        Assert.Equal(Enumerable.Range(0, 257), stream.NextPermutation(257).Order());
        var orders = Enumerable.Range(0, 24_000).GroupBy(_ => string.Concat(stream.NextPermutation(4))).ToList();
        Assert.Equal(24, orders.Count);
        Assert.All(orders, order => Assert.InRange(order.Count(), 850, 1150));
    }

    [Fact]
    public void Uniform_numbers_between_bounds_never_reach_the_upper_one()
    {
        var stream = RandomStream.FromSeed(18);
        var high = Math.BitIncrement(1.0);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(1.0, stream.NextUniform(1, high)));
        Assert.Equal(2.5, stream.NextUniform(2.5, 2.5));
    }

    [Fact]
    public void Refuses_what_makes_no_sense()
    {
        var stream = RandomStream.FromSeed(19);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextNormal(0, -1));
        Assert.Contains("low = 2", Assert.Throws<ArgumentException>(() => stream.NextUniform(2, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => stream.NextUniform(double.NaN, 1));
        Assert.Contains("Name its purpose", Assert.Throws<ArgumentException>(() => stream.Split("")).Message, StringComparison.Ordinal);
    }

    private static List<uint> Take(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextUInt32())];

    // Φ by integrating the density with Simpson's rule: another road than the quantile under test.
    private static double Distribution(double z)
    {
        const int panels = 200;
        var width = z / panels;
        var sum = Density(0) + Density(z);
        for (var panel = 1; panel < panels; panel++)
        {
            sum += (panel % 2 == 0 ? 2 : 4) * Density(panel * width);
        }

        return 0.5 + (sum * width / 3);
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
}
