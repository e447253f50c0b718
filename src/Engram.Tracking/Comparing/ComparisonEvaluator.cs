using System.Globalization;
using System.Text.Json;

namespace Engram.Tracking.Comparing;

/// <summary>Answers comparisons.</summary>
/// <param name="scores">Where scores come from.</param>
public sealed class ComparisonEvaluator(ScoreReader scores)
{
    /// <summary>Most groups that are compared each with each; beyond, name a baseline.</summary>
    public const int MostPairedGroups = 40;

    /// <summary>Most scores that the bootstraps of one answer draw: some seconds of one core.</summary>
    public const long MostDraws = 100_000_000;

    /// <summary>Answers a question from the record as it is now.</summary>
    /// <param name="question">Without <see cref="ComparisonQuestion.Faults"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">
    /// The question has faults, or its baseline is not among the conditions, or there are too many groups to pair, or too many scores to draw; says which.
    /// </exception>
    public async Task<ComparisonAnswer> EvaluateAsync(ComparisonQuestion question, CancellationToken ct)
    {
        if (question.Faults() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults.Values), nameof(question));
        var sheet = question.Study is { } study
            ? await scores.OfStudyAsync(study, question.Metric, question.Task, question.Reduce, ct)
            : await scores.OfRunsAsync(question.Runs, question.Metric, question.Task, question.Reduce, ct);
        return Answer(question, sheet);
    }

    /// <summary>Answers a question from scores.</summary>
    /// <inheritdoc cref="EvaluateAsync" path="/exception"/>
    /// <remarks>O(groups · replicates · seeds), and as much for every pair.</remarks>
    public static ComparisonAnswer Answer(ComparisonQuestion question, ScoreSheet sheet)
    {
        List<List<ConditionScores>> grouped = question.GroupBy.Count == 0
            ? [.. sheet.Conditions.Select(condition => new List<ConditionScores> { condition })]
            : [.. sheet.Conditions.GroupBy(condition => Key(condition, question.GroupBy)).Select(group => group.ToList())];
        RefuseTooManyDraws(question, grouped);
        List<ComparisonGroup> groups = [.. grouped.Select(conditions => Group(question, conditions))];
        return new(groups, Differences(question, groups));
    }

    private static void RefuseTooManyDraws(ComparisonQuestion question, List<List<ConditionScores>> grouped)
    {
        long count = grouped.Count, seeds = grouped.SelectMany(group => group).Select(condition => condition.Seeds.Count).DefaultIfEmpty(0).Max();
        var pairs = question.Baseline is null ? count * (count - 1) / 2 : count - 1;
        var scores = 0L;
        if (question.Interval.MethodFor(question.Statistic) == IntervalMethod.Bootstrap) scores = grouped.SelectMany(group => group).Sum(condition => (long)condition.Seeds.Count) + (pairs * seeds);
        if (scores * question.Interval.Replicates <= MostDraws) return;
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"{count} groups of up to {seeds} seeds and the pairs among them take {scores:N0} scores × {question.Interval.Replicates:N0} replicates; one answer may draw {MostDraws:N0}. ")
            + "Ask for fewer replicates, name a baseline, or compare fewer groups.", nameof(question));
    }

    private static ComparisonGroup Group(ComparisonQuestion question, List<ConditionScores> conditions)
    {
        var matrix = ScoreMatrix.Of(conditions);
        var finite = matrix.Finite;
        return new()
        {
            Conditions = [.. conditions.Select(condition => condition.Id)],
            Label = question.GroupBy.Count == 0 ? conditions[0].Label : Key(conditions[0], question.GroupBy),
            Options = Shared(conditions),
            Position = conditions[0].Position,
            Planned = conditions.SelectMany(condition => condition.Seeds).Select(score => score.Seed).Distinct().Count(),
            N = finite.Count,
            NotFinite = matrix.Rows.Count - finite.Count,
            Missing = [.. from condition in conditions
                          from score in condition.Seeds
                          where score.Missing is not null
                          orderby score.Seed
                          select new MissingSeed(score.Seed, condition.Label, score.Run, score.Missing!)],
            Estimate = finite.Count == 0 ? Estimate.None : question.Interval.Of(new ScoreTable(finite), question.Statistic),
            Scores = matrix.PerSeed,
        };
    }

    private static List<ComparisonDifference> Differences(ComparisonQuestion question, List<ComparisonGroup> groups)
    {
        List<(int Left, int Right)> pairs = [.. Pairs(question, groups)];
        List<PairedComparison> compared = [.. pairs.Select(pair => PairedComparison.Of(
            [.. from score in groups[pair.Left].Scores
                where groups[pair.Right].Scores.ContainsKey(score.Key)
                select (score.Value, groups[pair.Right].Scores[score.Key])], question.Better, question.Interval, question.Statistic))];
        var corrected = Holm.Correct([.. compared.Select(paired => paired.P)]);
        var (family, level) = (pairs.Count, question.Interval.Level);
        return [.. pairs.Zip(compared, corrected).Select(entry =>
        {
            var ((left, right), paired, p) = entry;
            var words = DifferenceWords.Of(groups[left].Label, groups[right].Label, paired, question.Statistic, p, family, level);
            return new ComparisonDifference(left, right, paired, p, p <= 1 - level, words);
        })];
    }

    private static IEnumerable<(int Left, int Right)> Pairs(ComparisonQuestion question, List<ComparisonGroup> groups)
    {
        if (question.Baseline is { } condition)
        {
            var baseline = groups.FindIndex(group => group.Conditions.Contains(condition));
            if (baseline < 0)
            {
                throw new ArgumentException($"The baseline {condition:N} is not in one of the {groups.Count} groups; name a condition that is.", nameof(question));
            }
            return Enumerable.Range(0, groups.Count).Where(group => group != baseline).Select(group => (group, baseline));
        }
        if (groups.Count > MostPairedGroups)
        {
            throw new ArgumentException(
                $"There are {groups.Count} groups; up to {MostPairedGroups} are compared each with each. Name a baseline, or group by fewer options.", nameof(question));
        }
        return from left in Enumerable.Range(0, groups.Count)
               from right in Enumerable.Range(left + 1, groups.Count - left - 1)
               select (left, right);
    }

    private static string Key(ConditionScores condition, IReadOnlyList<string> options) => string.Join(", ", options.Select(option =>
        $"{option}={(condition.Options.TryGetProperty(option, out var value) ? Word(value) : "—")}"));

    private static string Word(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static Dictionary<string, JsonElement> Shared(List<ConditionScores> conditions) => conditions[0].Options.EnumerateObject()
        .Where(option => conditions.TrueForAll(other => other.Options.TryGetProperty(option.Name, out var value) && JsonElement.DeepEquals(value, option.Value)))
        .ToDictionary(option => option.Name, option => option.Value);
}
