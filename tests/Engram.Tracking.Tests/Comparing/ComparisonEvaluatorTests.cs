using System.Text.Json;
using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Comparing;
using Engram.Tracking.Tests.Metrics;

namespace Engram.Tracking.Tests.Comparing;

public sealed class ComparisonEvaluatorTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly ComparisonQuestion Question = new() { Study = Guid.CreateVersion7(), Metric = "loss", Task = "light" };

    [Fact]
    public async Task Answers_a_study_from_the_record()
    {
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("GD", """{"eta":0.1}"""), ("MetaGD", """{"eta":0.2}""")], 0, 1, 2, 3);
        foreach (var seed in new long[] { 0, 1, 2 })
        {
            await study.RecordAsync("GD", seed, "light", "loss", 9, 10 + seed);
            await study.RecordAsync("MetaGD", seed, "light", "loss", 9, 8 + (2 * seed));
        }
        await study.RecordAsync("GD", 3, "light", "loss", double.PositiveInfinity);

        var answer = await new ComparisonEvaluator(new(study.Data)).EvaluateAsync(Question with { Study = study.Id }, default);
        var (gd, meta) = (answer.Groups[0], answer.Groups[1]);
        Assert.Equal(("GD", 4, 3, 1, 11), (gd.Label, gd.Planned, gd.N, gd.NotFinite, gd.Estimate.Value));
        Assert.Equal(("MetaGD", 4, 3, 0, 10), (meta.Label, meta.Planned, meta.N, meta.NotFinite, meta.Estimate.Value));
        Assert.Equal([new MissingSeed(3, "MetaGD", study.Run("MetaGD", 3), "queued")], meta.Missing);
        Assert.Equal(new Dictionary<long, double> { [0] = 10, [1] = 11, [2] = 12, [3] = double.PositiveInfinity }, gd.Scores);
        Assert.Equal(0.1, gd.Options["eta"].GetDouble());

        var difference = answer.Differences.Single();
        Assert.Equal((0, 1, 3, 1.0), (difference.Left, difference.Right, difference.Paired.Pairs, difference.Paired.Difference.Value));
        Assert.Equal(
            "GD is higher than MetaGD by 1 on average over 3 seeds (difference 1, 95 % interval -1.48 to 3.48; better in 0, worse in 2). Too few seeds to tell: with 3 pairs p cannot fall below 0.25.",
            difference.Words);
    }

    [Fact]
    public void Many_seeds_that_agree_are_told_from_chance_and_others_are_not()
    {
        var random = RandomStream.FromSeed(3);
        var noise = Enumerable.Range(0, 12).Select(_ => random.NextNormal()).ToArray();
        var answer = ComparisonEvaluator.Answer(Question, Sheet(("A", "{}", noise), ("B", "{}", [.. noise.Select(x => x + 2 + (0.1 * random.NextNormal()))]),
            ("C", "{}", [.. noise.Select(x => x + random.NextNormal())])));
        Assert.Equal([(0, 1, true), (0, 2, false), (1, 2, true)], answer.Differences.Select(d => (d.Left, d.Right, d.Distinct)));
        Assert.Equal(3 * 2 / 4096.0, answer.Differences[0].CorrectedP, 1e-15);
        Assert.StartsWith("A is lower than B by 2", answer.Differences[0].Words);
        Assert.EndsWith("better in 12, worse in 0). Unlikely to be chance: p = 0.00146 after correction for 3 comparisons.", answer.Differences[0].Words);
        Assert.Contains("May be chance: p = ", answer.Differences[1].Words);
    }

    [Theory, InlineData(Statistic.Median, "A is lower than B by 1 in the median over 3 seeds (difference -1, "),
     InlineData(Statistic.Iqm, "A is lower than B by 1.67 in the interquartile mean over 3 seeds (difference -1.67, "),
     InlineData(Statistic.Mean, "A is lower than B by 1.67 on average over 3 seeds (difference -1.67, ")]
    public void Differences_are_of_the_statistic_asked_for_and_say_so(Statistic statistic, string words)
    {
        var answer = ComparisonEvaluator.Answer(Question with { Statistic = statistic }, Sheet(("A", "{}", [1, 2, 3]), ("B", "{}", [2, 3, 6])));
        Assert.StartsWith(words, answer.Differences.Single().Words);
    }

    [Fact]
    public void Groups_by_options_average_their_conditions_per_seed()
    {
        var sheet = Sheet(
            ("gd 1", """{"method":"gd","eta":1,"tasks":3}""", [10, 20, 30]), ("gd 2", """{"method":"gd","eta":2,"tasks":3}""", [30, 40, 50]),
            ("meta 1", """{"method":"meta","eta":1,"tasks":3}""", [1, 2, 3]), ("meta 2", """{"method":"meta","eta":2,"tasks":3}""", [3, 4]));
        var answer = ComparisonEvaluator.Answer(Question with { GroupBy = ["method"] }, sheet);
        Assert.Equal([("method=gd", 3, 3, 30), ("method=meta", 3, 2, 2.5)], answer.Groups.Select(g => (g.Label, g.Planned, g.N, g.Estimate.Value)));
        Assert.Equal(new Dictionary<long, double> { [0] = 2, [1] = 3 }, answer.Groups[1].Scores);
        Assert.Equal([new MissingSeed(2, "meta 2", null, "no run")], answer.Groups[1].Missing);
        Assert.Equal(["method", "tasks"], answer.Groups[0].Options.Keys.Order());
        Assert.Equal((2, 22.5), (answer.Differences[0].Paired.Pairs, answer.Differences[0].Paired.Difference.Value));
    }

    [Fact]
    public void A_baseline_is_what_all_others_are_compared_with()
    {
        var sheet = Sheet(("A", "{}", [1, 2]), ("B", "{}", [2, 3]), ("C", "{}", [3, 4]));
        var answer = ComparisonEvaluator.Answer(Question with { Baseline = sheet.Conditions[1].Id }, sheet);
        Assert.Equal([(0, 1), (2, 1)], answer.Differences.Select(d => (d.Left, d.Right)));
        Assert.Throws<ArgumentException>(() => ComparisonEvaluator.Answer(Question with { Baseline = Guid.CreateVersion7() }, sheet));
    }

    [Fact]
    public void Too_many_groups_to_pair_ask_for_a_baseline()
    {
        var sheet = Sheet([.. Enumerable.Range(0, 41).Select(i => ($"{i}", "{}", new double[] { i }))]);
        Assert.Contains("Name a baseline", Assert.Throws<ArgumentException>(() => ComparisonEvaluator.Answer(Question, sheet)).Message);
        Assert.Equal(40, ComparisonEvaluator.Answer(Question with { Baseline = sheet.Conditions[0].Id }, sheet).Differences.Count);
    }

    [Fact]
    public void More_draws_than_one_answer_may_take_are_refused_before_the_first()
    {
        // 12 groups are 66 pairs: (12 + 66) · 10 seeds · 200,000 replicates.
        var sheet = Sheet([.. Enumerable.Range(0, 12).Select(i => ($"{i}", "{}", Enumerable.Range(0, 10).Select(seed => (double)(i * seed)).ToArray()))]);
        var question = Question with { Interval = new(IntervalMethod.Bootstrap, Replicates: 200_000) };
        Assert.StartsWith("12 groups of up to 10 seeds and the pairs among them take 780 scores × 200,000 replicates; one answer may draw 100,000,000. Ask for fewer",
            Assert.Throws<ArgumentException>(() => ComparisonEvaluator.Answer(question, sheet)).Message);
        Assert.Equal(66, ComparisonEvaluator.Answer(question with { Interval = question.Interval with { Replicates = 100 } }, sheet).Differences.Count);
        // Without a bootstrap nothing is drawn.
        Assert.Equal(66, ComparisonEvaluator.Answer(question with { Interval = question.Interval with { Method = null } }, sheet).Differences.Count);
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.9999, true)]
    [InlineData(0.49, false)]
    [InlineData(0.99999, false)]
    [InlineData(double.NaN, false)]
    public void An_interval_has_a_level_that_means_something(double level, bool allowed) =>
        Assert.Equal(allowed, !(Question with { Interval = new(Level: level) }).Faults().ContainsKey("interval"));

    [Fact]
    public void An_option_is_grouped_by_once() =>
        Assert.Equal("'eta' is named more than once; name every option once.", (Question with { GroupBy = ["eta", "method", "eta"] }).Faults()["groupBy"]);

    [Fact]
    public void The_order_in_which_runs_are_found_changes_no_bit()
    {
        var random = RandomStream.FromSeed(4);
        var sheet = Sheet([.. Enumerable.Range(0, 4).Select(i => ($"{i}", "{}", Enumerable.Range(0, 9).Select(_ => random.NextNormal(i, 3)).ToArray()))]);
        var shuffled = new ScoreSheet([.. sheet.Conditions.Select(condition =>
        {
            var seeds = condition.Seeds.ToArray();
            random.Shuffle<SeedScore>(seeds);
            return condition with { Seeds = seeds };
        })]);
        foreach (var statistic in Enum.GetValues<Statistic>())
        {
            var question = Question with { Statistic = statistic };
            Assert.Equal(JsonSerializer.Serialize(ComparisonEvaluator.Answer(question, sheet)), JsonSerializer.Serialize(ComparisonEvaluator.Answer(question, shuffled)));
        }
    }

    [Fact]
    public void A_group_without_scores_has_none_and_says_why()
    {
        var answer = ComparisonEvaluator.Answer(Question, Sheet(("A", "{}", [1, 2, 3]), ("B", "{}", [])));
        Assert.Equal((0, 3), (answer.Groups[1].N, answer.Groups[1].Missing.Count));
        Assert.True(double.IsNaN(answer.Groups[1].Estimate.Value));
        Assert.Equal("A and B have no seed with a finite score in both.", answer.Differences[0].Words);
    }

    [Fact]
    public async Task A_question_with_faults_is_refused_with_all_of_them()
    {
        var question = new ComparisonQuestion { Metric = "", Statistic = Statistic.Median, Interval = new(IntervalMethod.T) };
        Assert.Equal(["interval", "metric", "study"], question.Faults().Keys.Order());
        await Assert.ThrowsAsync<ArgumentException>(() => new ComparisonEvaluator(new(fixture.Database.DataSource)).EvaluateAsync(question, default));
    }

    /// <summary>Conditions with a score for seeds 0, 1, 2 …; shorter ones lack the last seeds.</summary>
    private static ScoreSheet Sheet(params (string Label, string Options, double[] Scores)[] conditions)
    {
        var seeds = conditions.Max(condition => condition.Scores.Length);
        return new([.. conditions.Select((condition, position) => new ConditionScores(
            Guid.CreateVersion7(), "study", position, condition.Label, JsonElement.Parse(condition.Options),
            [.. Enumerable.Range(0, seeds).Select(seed => seed < condition.Scores.Length
                ? new SeedScore(seed, Guid.Empty, condition.Scores[seed], null) : new SeedScore(seed, null, null, "no run"))]))]);
    }
}
