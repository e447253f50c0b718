using Engram.Experiments;
using Engram.Tracking.Comparing;
using Engram.Web.Claims;

namespace Engram.Web.Pages;

/// <summary>What a study says so far.</summary>
/// <param name="Tables">The tables of the experiment's source, filled with the study's numbers.</param>
/// <param name="Verdicts">The experiment's claims, held against the study.</param>
/// <param name="Scores">Where the source has no table: the first score by condition and task; else null.</param>
public sealed record StudyResults(IReadOnlyList<EvaluatedTable> Tables, IReadOnlyList<ClaimVerdict> Verdicts, ScoreOverview? Scores);

/// <summary>A score by condition and task.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Tasks">The columns; null for a metric outside tasks.</param>
/// <param name="Rows">The conditions, with an estimate for each task.</param>
public sealed record ScoreOverview(MetricDeclaration Metric, IReadOnlyList<string?> Tasks, IReadOnlyList<(int Position, string Label, IReadOnlyList<(Estimate Mean, int N)> Cells)> Rows);

/// <summary>Reads what a study says so far.</summary>
/// <param name="tables">Fills tables.</param>
/// <param name="judge">Judges claims.</param>
/// <param name="scores">Where scores come from.</param>
internal sealed class StudyResultsReader(TableEvaluation tables, ClaimJudge judge, ScoreReader scores)
{
    /// <summary>The results; empty for an experiment the catalogue no longer has.</summary>
    public async Task<StudyResults> ReadAsync(Guid study, ExperimentDescription? experiment, CancellationToken ct)
    {
        if (experiment is null) return new([], [], null);
        var filled = await tables.EvaluateAsync(study, experiment, ct);
        return new(filled, await judge.JudgeAsync(study, experiment, ct), filled.Count == 0 ? await OverviewAsync(study, experiment, ct) : null);
    }

    private async Task<ScoreOverview?> OverviewAsync(Guid study, ExperimentDescription experiment, CancellationToken ct)
    {
        if (experiment.Plan.Metrics.FirstOrDefault(metric => metric.IsScore) is not { } metric) return null;
        List<string?> tasks = [null, .. experiment.Plan.Tasks.Select(task => task.Name)];
        var sheets = new List<(string? Task, ScoreSheet Sheet)>();
        foreach (var task in tasks) sheets.Add((task, await scores.OfStudyAsync(study, metric.Key, task, Reduction.Last, ct)));
        sheets.RemoveAll(sheet => !sheet.Sheet.Conditions.Any(condition => condition.Seeds.Any(seed => seed.Score is not null)));
        return sheets.Count == 0 ? null : new(metric, [.. sheets.Select(sheet => sheet.Task)],
            [.. sheets[0].Sheet.Conditions.Select((condition, row) => (condition.Position, condition.Label, (IReadOnlyList<(Estimate, int)>)[.. sheets.Select(sheet => Cell(sheet.Sheet.Conditions[row]))]))]);
    }

    private static (Estimate, int) Cell(ConditionScores condition)
    {
        var perSeed = condition.Seeds.Where(seed => seed.Score is not null).Select(seed => seed.Score!.Value).ToList();
        return (TableEvaluation.Mean(perSeed), perSeed.Count(double.IsFinite));
    }
}
