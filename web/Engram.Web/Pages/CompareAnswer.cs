using Engram.Experiments;
using Engram.Tracking.Comparing;
using Engram.Tracking.Studies;
using Engram.Web.Charts;
using Engram.Web.Parts;

namespace Engram.Web.Pages;

/// <summary>The scores of a study's conditions and their paired differences, as the page <c>Compare</c> draws them.</summary>
/// <param name="Groups">By position of the condition.</param>
/// <param name="Differences">Rows: one per pair.</param>
/// <param name="Reference">What the differences are taken from, in words.</param>
public sealed record CompareAnswer(IReadOnlyList<ComparisonGroup> Groups, IReadOnlyList<ForestRow> Differences, string Reference)
{
    /// <summary>Seeds that take part, and seeds that should and do not: over all conditions.</summary>
    public (int Shown, int Planned) Seeds => (Groups.Sum(group => group.N), Groups.Sum(group => group.Planned));

    /// <summary>True when the scores are positive and so far apart that only a logarithmic axis shows them all.</summary>
    public bool SpansDecades
    {
        get
        {
            var finite = Groups.SelectMany(group => group.Scores.Values).Where(double.IsFinite).ToList();
            return finite.Count > 0 && finite.Min() > 0 && finite.Max() / finite.Min() > 50;
        }
    }

    /// <summary>Seeds that do not take part, with the reason.</summary>
    public IReadOnlyList<MissingSeed> Missing => [.. Groups.SelectMany(group => group.Missing)];
}

/// <summary>Answers the page <c>Compare</c>.</summary>
/// <param name="evaluator">Answers comparisons.</param>
internal sealed class CompareReader(ComparisonEvaluator evaluator)
{
    /// <summary>Answers a question about a study that recorded something.</summary>
    /// <param name="study">The study.</param>
    /// <param name="view">The question.</param>
    /// <param name="conditions">By position.</param>
    /// <param name="goal">Which direction of the score is better.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<CompareAnswer> AnswerAsync(Guid study, CompareView view, IReadOnlyList<Condition> conditions, Goal goal, CancellationToken ct)
    {
        var factors = Contrasts.Factors(conditions);
        var factor = factors.FirstOrDefault(factor => factor.Name == view.Against);
        var baseline = conditions.FirstOrDefault(condition => condition.Label == view.Against) ?? conditions[0];
        var better = goal == Goal.Higher ? Better.Higher : Better.Lower;
        var answer = await evaluator.EvaluateAsync(new ComparisonQuestion
        {
            Study = study,
            Metric = view.Score,
            Task = view.Task,
            Reduce = view.Reduce,
            Statistic = view.Statistic,
            Interval = view.Settings,
            Better = better,
            Baseline = baseline.Id,
        }, ct);

        var at = conditions.Select(condition => answer.Groups.ToList().FindIndex(group => group.Conditions[0] == condition.Id)).ToList();
        var pairs = factor is not null
            ? Contrasts.Pairs(factors, factor).Select(pair => (Left: answer.Groups[at[pair.Left]], Right: answer.Groups[at[pair.Right]])).ToList()
            : [.. answer.Groups.Where(group => group.Conditions[0] != baseline.Id).Select(group => (Left: group, Right: answer.Groups.First(one => one.Conditions[0] == baseline.Id)))];
        return new(answer.Groups, Rows(pairs, view, better), factor is not null ? $"pairs that differ in {factor.Name} only" : $"against {baseline.Label}");
    }

    private static IReadOnlyList<ForestRow> Rows(List<(ComparisonGroup Left, ComparisonGroup Right)> pairs, CompareView view, Better better)
    {
        var compared = pairs.ConvertAll(pair => PairedComparison.Of(Paired(pair.Left, pair.Right), better, view.Settings, view.Statistic));
        var corrected = Holm.Correct([.. compared.Select(one => one.P)]);
        return [.. pairs.Index().Select(pair => new ForestRow(
            $"{pair.Item.Left.Label} − {pair.Item.Right.Label}", compared[pair.Index].Difference.Value, compared[pair.Index].Difference.Low, compared[pair.Index].Difference.High, compared[pair.Index].Pairs)
        {
            Position = pair.Item.Left.Position,
            Scores = [.. Paired(pair.Item.Left, pair.Item.Right).Select(scores => scores.Left - scores.Right)],
            Remark = Words(compared[pair.Index], corrected[pair.Index], pairs.Count, 1 - view.Level),
        })];
    }

    private static List<(double Left, double Right)> Paired(ComparisonGroup left, ComparisonGroup right) =>
        [.. from score in left.Scores where right.Scores.ContainsKey(score.Key) orderby score.Key select (score.Value, right.Scores[score.Key])];

    // Says no more than the seeds do: with few pairs no p can be small.
    private static string Words(PairedComparison paired, double corrected, int family, double alpha) => paired.Pairs < 2 ? "one seed decides nothing"
        : $"better in {paired.Wins} of {paired.Wins + paired.Losses + paired.Ties}; " + (Math.Min(1, paired.SmallestP * family) > alpha
            ? "too few seeds to tell" : $"p = {Readable.Number(corrected)}{(corrected <= alpha ? "" : ", may be chance")}");
}
