using Engram.Testing;
using Engram.Tracking.Comparing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Tests.Metrics;

namespace Engram.Tracking.Tests.Comparing;

public sealed class ScoreReaderTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private readonly ScoreReader _reader = new(fixture.Database.DataSource);

    [Fact]
    public async Task Every_place_of_the_design_has_a_score_or_says_why_not()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("gd", """{"eta":0.1}"""), ("metagd", """{"eta":0.2}""")], 0, 1, 2, 3, 4, 5);
        await study.RecordAsync("gd", 0, "light", "loss", 4, 2);
        await study.RecordAsync("gd", 1, "light", "loss", 4, double.NaN);
        await study.FailAsync(await study.StartAsync("gd", 2));
        await study.StartAsync("gd", 3);
        await study.RecordAsync("gd", 4, "light", "accuracy", 1);
        await study.RecordAsync("gd", 5, "heavy", "loss", 1);
        await study.ExecuteAsync("update runs set deleted_at = now() where id = $1", study.Run("metagd", 0));
        await study.RecordAsync("metagd", 1, "light", "loss", 3, double.PositiveInfinity);

        var sheet = await _reader.OfStudyAsync(study.Id, "loss", "light", Reduction.Last, default);
        Assert.Equal(["gd", "metagd"], sheet.Conditions.Select(condition => condition.Label));
        Assert.Equal(0.2, sheet.Conditions[1].Options.GetProperty("eta").GetDouble());
        Assert.Equal(
            [(0, 2, null), (1, double.NaN, null), (2, null, "failed"), (3, null, "running"), (4, null, "not recorded"), (5, null, "not recorded")],
            sheet.Conditions[0].Seeds.Select(seed => (seed.Seed, seed.Score, seed.Missing)));
        Assert.Equal(
            [(0, null, "no run"), (1, double.PositiveInfinity, null), (2, null, "queued"), (3, null, "queued"), (4, null, "queued"), (5, null, "queued")],
            sheet.Conditions[1].Seeds.Select(seed => (seed.Seed, seed.Score, seed.Missing)));
        Assert.Equal(study.Run("gd", 2), sheet.Conditions[0].Seeds[2].Run);
    }

    [Fact]
    public async Task Every_reduction_makes_its_score()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("gd", "{}")], 0);
        await study.RecordAsync("gd", 0, "light", "loss", 8, 5, double.NaN, 0.5, 1, double.PositiveInfinity, 3);
        Assert.Equal(3, await ScoreAsync(study, Reduction.Last));
        Assert.Equal(0.5, await ScoreAsync(study, Reduction.Min));
        Assert.Equal(double.PositiveInfinity, await ScoreAsync(study, Reduction.Max));
        Assert.Equal(double.NaN, await ScoreAsync(study, Reduction.Mean));
        Assert.Equal(6.5, await ScoreAsync(study, Reduction.MeanOfFirst(2)));
        Assert.Equal(double.NaN, await ScoreAsync(study, Reduction.MeanOfFirst(7)));
        Assert.Equal(3, await ScoreAsync(study, Reduction.StepsTo(0.9)));
        Assert.Equal(1, await ScoreAsync(study, Reduction.StepsTo(5)));
        Assert.Equal(double.PositiveInfinity, await ScoreAsync(study, Reduction.StepsTo(0.4)));
        Assert.Null(await ScoreAsync(study, Reduction.MeanOfFirst(8)));
        var missing = (await _reader.OfStudyAsync(study.Id, "loss", "light", Reduction.MeanOfFirst(8), default)).Conditions[0].Seeds[0].Missing;
        Assert.Equal("too few points", missing);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Long_and_scattered_series_give_the_score_of_all_their_points(bool compacted)
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("gd", "{}")], 0);
        var fence = await study.StartAsync("gd");
        await study.BeginTaskAsync(fence, 0, "light");
        var store = new MetricStore(study.Data);
        double[] values = [.. Enumerable.Range(0, 10_000).Select(i => 10_000.0 - i)];
        await store.WriteAsync(fence, [new("loss", 0, RecordedStudy.Counted(values))], default);
        // Late values for early steps: they replace what the first chunks say.
        await store.WriteAsync(fence, [new("loss", 0, new([0, 1, 2, 9_000], [0, 0, 0, 0], [1, 2, 50_000, -7]))], default);
        if (compacted) Assert.Equal(1, await store.CompactAsync(fence, default));
        await study.SucceedAsync(fence);
        (values[0], values[1], values[2], values[9_000]) = (1, 2, 50_000, -7);

        Assert.Equal(values.Take(5).Average(), await ScoreAsync(study, Reduction.MeanOfFirst(5)));
        Assert.Equal(values.Take(6_000).Average(), (await ScoreAsync(study, Reduction.MeanOfFirst(6_000)))!.Value, 1e-9);
        Assert.Equal(values.Average(), (await ScoreAsync(study, Reduction.MeanOfFirst(10_000)))!.Value, 1e-9);
        Assert.Equal(0, await ScoreAsync(study, Reduction.StepsTo(1)));
        Assert.Equal(0, await ScoreAsync(study, Reduction.StepsTo(2)));
        Assert.Equal(9_000, await ScoreAsync(study, Reduction.StepsTo(0)));
        Assert.Equal(double.PositiveInfinity, await ScoreAsync(study, Reduction.StepsTo(-8)));
    }

    [Fact]
    public async Task The_first_chunk_that_reaches_a_threshold_decides()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("gd", "{}")], 0);
        await study.RecordAsync("gd", 0, "light", "loss", [.. Enumerable.Range(0, 20_000).Select(i => i % 5_000 == 4_999 ? i / -5_000.0 : 1.0)]);
        Assert.Equal(9_999, await ScoreAsync(study, Reduction.StepsTo(-1.5)));
        Assert.Equal(19_999, await ScoreAsync(study, Reduction.StepsTo(-3.5)));
    }

    [Fact]
    public async Task A_metric_of_the_run_is_not_that_of_a_task()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("gd", "{}")], 0);
        var fence = await study.StartAsync("gd");
        await study.BeginTaskAsync(fence, 0, "light");
        await new MetricStore(study.Data).WriteAsync(fence, [new("loss", null, RecordedStudy.Counted(1)), new("loss", 0, RecordedStudy.Counted(2))], default);
        await study.SucceedAsync(fence);
        Assert.Equal(2, await ScoreAsync(study, Reduction.Last));
        Assert.Equal(1, (await _reader.OfStudyAsync(study.Id, "loss", null, Reduction.Last, default)).Conditions[0].Seeds[0].Score);
    }

    [Fact]
    public async Task Chosen_runs_are_read_without_the_rest_of_their_study()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("gd", "{}"), ("metagd", "{\"a\":1}")], 0, 1);
        await study.RecordAsync("gd", 1, "light", "loss", 5);
        var sheet = await _reader.OfRunsAsync([study.Run("gd", 1), study.Run("metagd", 0), Guid.CreateVersion7()], "loss", "light", Reduction.Last, default);
        Assert.Equal([("gd", 1, 5.0), ("metagd", 0, null)], sheet.Conditions.Select(c => (c.Label, c.Seeds.Single().Seed, c.Seeds.Single().Score)));
    }

    [Fact]
    public async Task Averages_over_conditions_take_seeds_that_all_of_them_have()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("a", """{"m":"gd"}"""), ("b", """{"m":"gd","eta":2}"""), ("c", """{"m":"metagd"}""")], 0, 1, 2);
        foreach (var (condition, seed, loss) in new[] { ("a", 0, 1.0), ("b", 0, 3.0), ("a", 1, 5.0), ("c", 1, 7.0), ("a", 2, double.NaN), ("b", 2, 4) })
        {
            await study.RecordAsync(condition, seed, "light", "loss", loss);
        }
        var sheet = await _reader.OfStudyAsync(study.Id, "loss", "light", Reduction.Last, default);
        Assert.Equal(new Dictionary<long, double> { [0] = 2, [2] = double.NaN }, sheet.PerSeed(c => c.Options.GetProperty("m").GetString() == "gd"));
        Assert.Empty(sheet.PerSeed(_ => false));
    }

    private async Task<double?> ScoreAsync(RecordedStudy study, Reduction reduction) =>
        (await _reader.OfStudyAsync(study.Id, "loss", "light", reduction, default)).Conditions[0].Seeds[0].Score;
}
