using Engram.Numerics.Random;
using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class BootstrapTests
{
    private static RandomStream Stream => RandomStream.FromSeed(5).Split("bootstrap");

    [Theory]
    [InlineData(Statistic.Mean)]
    [InlineData(Statistic.Median)]
    [InlineData(Statistic.Iqm)]
    public void The_interval_approaches_that_of_all_resamples_there_are(Statistic statistic)
    {
        double[] scores = [1.0, 2.5, 3.0, 7.0, 11.0];
        var all = EveryChoice(5, 5).Select(choice => Aggregate.Of(statistic, [.. choice.Select(run => scores[run])])).Order().ToArray();
        var interval = Bootstrap.Interval(ScoreTable.OneTask(scores), statistic, Stream, replicates: 200_000);
        Assert.Equal(Aggregate.Of(statistic, scores), interval.Value);
        Assert.Equal(Quantile.At(all, 0.025), interval.Low, 0.1);
        Assert.Equal(Quantile.At(all, 0.975), interval.High, 0.1);
    }

    [Fact]
    public void Stratified_resampling_approaches_all_resamples_of_each_column()
    {
        ScoreTable table = new([[1, 10], [2, 40], [6, 20]]);
        var all = EveryChoice(3, 3).SelectMany(first => EveryChoice(3, 3), (first, second) =>
            Aggregate.Mean([.. first.Select(run => table[run][0]), .. second.Select(run => table[run][1])])).Order().ToArray();
        var interval = Bootstrap.Interval(table, Statistic.Mean, Stream, 0.9, 200_000, Resampling.Stratified);
        Assert.Equal(Quantile.At(all, 0.05), interval.Low, 0.1);
        Assert.Equal(Quantile.At(all, 0.95), interval.High, 0.1);
    }

    [Fact]
    public void Resampling_seeds_keeps_what_the_conditions_of_a_seed_have_in_common()
    {
        // Two conditions that differ by a constant and share a large seed effect: averaging them does not make the seeds more certain.
        double[] seeds = [3, 14, 15, 9, 26, 5, 35, 8];
        var alone = Bootstrap.Interval(ScoreTable.OneTask(seeds), Statistic.Mean, Stream);
        var both = Bootstrap.Interval(new ScoreTable([.. seeds.Select(s => new[] { s, s + 1 })]), Statistic.Mean, Stream);
        var asIfIndependent = Bootstrap.Interval(new ScoreTable([.. seeds.Select(s => new[] { s, s + 1 })]), Statistic.Mean, Stream, resampling: Resampling.Stratified);
        Assert.Equal(alone.High - alone.Low, both.High - both.Low, 1e-9);
        Assert.True(asIfIndependent.High - asIfIndependent.Low < 0.8 * (both.High - both.Low));
    }

    [Theory]
    [InlineData(Resampling.Seeds)]
    [InlineData(Resampling.Stratified)]
    public void The_order_of_runs_and_tasks_changes_no_bit(Resampling resampling)
    {
        var random = RandomStream.FromSeed(6);
        double[][] rows = [.. Enumerable.Range(0, 7).Select(_ => new[] { random.NextNormal(), random.NextNormal(), random.NextNormal() })];
        foreach (var statistic in Enum.GetValues<Statistic>())
        {
            var expected = Bootstrap.Interval(new ScoreTable(rows), statistic, Stream, resampling: resampling);
            for (var trial = 0; trial < 10; trial++)
            {
                var (runs, tasks) = (random.NextPermutation(7), random.NextPermutation(3));
                double[][] shuffled = [.. runs.Select(run => (double[])[.. tasks.Select(task => rows[run][task])])];
                Assert.Equal(expected, Bootstrap.Interval(new ScoreTable(shuffled), statistic, Stream, resampling: resampling));
            }
        }
    }

    [Fact]
    public void A_single_run_has_no_interval()
    {
        var estimate = Bootstrap.Interval(ScoreTable.OneTask([4]), Statistic.Mean, Stream);
        Assert.Equal((4, double.NaN, double.NaN), (estimate.Value, estimate.Low, estimate.High));
    }

    [Fact]
    public void Equal_scores_have_an_interval_without_width() =>
        Assert.Equal(new Estimate(0.1, 0.1, 0.1), Bootstrap.Interval(ScoreTable.OneTask([0.1, 0.1]), Statistic.Mean, Stream));

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(95.0)]
    [InlineData(double.NaN)]
    public void A_level_is_between_0_and_1(double level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(ScoreTable.OneTask([1, 2]), Statistic.Mean, Stream, level));

    private static IEnumerable<int[]> EveryChoice(int length, int runs)
    {
        var count = (int)Math.Pow(runs, length);
        return Enumerable.Range(0, count).Select(code => Enumerable.Range(0, length).Select(digit => code / (int)Math.Pow(runs, digit) % runs).ToArray());
    }
}
