using Engram.Experiments;
using Engram.Experiments.Claims;
using Engram.Tracking.Comparing;

namespace Engram.Web.Claims;

/// <summary>Holds the claims of an experiment against a study of it.</summary>
/// <param name="scores">Where scores come from.</param>
/// <remarks>
/// Both sides of an expectation are paired by seed: only seeds that have both numbers take part, and differences are taken seed by seed.
/// When a single expectation holds is <see cref="Verdict"/>'s to say. A function of the scores: the same runs give the same verdicts.
/// </remarks>
internal sealed class ClaimJudge(ScoreReader scores)
{
    /// <summary>Judges every claim of the experiment, in its order.</summary>
    /// <param name="study">A study of the experiment.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>Two queries for each metric and task that some claim names.</remarks>
    public async Task<IReadOnlyList<ClaimVerdict>> JudgeAsync(Guid study, ExperimentDescription experiment, CancellationToken ct)
    {
        var sheets = new StudyScores(study, scores);
        List<ClaimVerdict> verdicts = [];
        foreach (var claim in experiment.Plan.Claims)
        {
            List<ExpectationVerdict> expectations = [];
            foreach (var expectation in claim.Expectations)
            {
                var left = await sheets.PerSeedAsync(expectation.Left, ct);
                var right = expectation.Right is null ? null : await sheets.PerSeedAsync(expectation.Right, ct);
                expectations.Add(Judge(expectation, left, right));
            }
            verdicts.Add(new(claim, Together([.. expectations.Select(one => one.Verdict.Outcome)]), expectations));
        }
        return verdicts;
    }

    /// <summary>Judges one expectation.</summary>
    /// <param name="expectation">What is expected.</param>
    /// <param name="left">Number by seed; null when the study has no such condition.</param>
    /// <param name="right">Number by seed; null when the study has no such condition, or nothing is compared with.</param>
    public static ExpectationVerdict Judge(Expectation expectation, IReadOnlyDictionary<long, double>? left, IReadOnlyDictionary<long, double>? right)
    {
        double[] values = (left, right, expectation.Right) switch
        {
            ({ } only, _, null) => [.. only.Values],
            ({ } a, { } b, _) => [.. from seed in a where b.ContainsKey(seed.Key) select seed.Value - b[seed.Key]],
            _ => [],
        };
        var verdict = Verdict.Of(values, new ExpectedRange(expectation.Low, expectation.High));
        var absent = left is null ? expectation.Left : right is null ? expectation.Right : null;
        return new(expectation, Mean(left), Mean(right),
            absent is null ? verdict : verdict with { Why = $"The study has no condition with {SettingWords.Of(absent.Where)}; extend it, or submit "
                + "one that has." });
    }

    /// <summary>Holds when all hold, fails when one fails, else undecided.</summary>
    public static Outcome Together(IReadOnlyCollection<Outcome> outcomes) =>
        outcomes.Contains(Outcome.Fails) ? Outcome.Fails : outcomes.All(outcome => outcome == Outcome.Holds) ? Outcome.Holds : Outcome.Undecided;

    private static Estimate? Mean(IReadOnlyDictionary<long, double>? perSeed) => perSeed is null ? null : TableEvaluation.Mean(perSeed.Values);
}
