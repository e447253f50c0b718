using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Tracking.Comparing;

namespace Engram.Web.Claims;

/// <summary>Fills the tables of an experiment's source with a study's numbers.</summary>
/// <param name="scores">Where scores come from.</param>
internal sealed class TableEvaluation(ScoreReader scores)
{
    /// <summary>Every table of the experiment, filled.</summary>
    /// <param name="study">A study of the experiment.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<EvaluatedTable>> EvaluateAsync(Guid study, ExperimentDescription experiment, CancellationToken ct)
    {
        var sheets = new StudyScores(study, scores);
        List<EvaluatedTable> tables = [];
        foreach (var table in experiment.Plan.Tables)
        {
            List<EvaluatedRow> rows = [];
            foreach (var (row, task) in from row in table.Rows from task in table.Tasks select (row, task))
            {
                var sheet = await sheets.OfAsync(table.Metric, task, ct);
                rows.Add(new(row.Label, task, [.. table.Columns.Select(column => Cell(table, row, task, column, sheet))]));
            }
            tables.Add(new(table, rows));
        }
        return tables;
    }

    /// <summary>The mean of finite numbers and its interval, as every page and answer gives it; numbers that are not finite are left out.</summary>
    public static Estimate Mean(IEnumerable<double> perSeed) =>
        perSeed.Where(double.IsFinite).ToArray() is { Length: > 0 } finite ? IntervalSettings.Default.Of(ScoreTable.OneTask(finite), Statistic.Mean)
            : Estimate.None;

    private static EvaluatedCell Cell(PaperTable table, TableAxis row, string task, TableAxis column, ScoreSheet sheet)
    {
        var perSeed = sheet.PerSeed(Belongs);
        var finite = perSeed.Values.Count(double.IsFinite);
        return new(column.Label, sheet.Conditions.Count(Belongs), finite, perSeed.Count - finite, Mean(perSeed.Values),
            table.Published.TryGetValue((row.Label, task, column.Label), out var published) ? published : null)
        {
            IsPartial = row.Where.Count == 0 && sheet.Conditions.Any(Belongs)
                && table.Rows.Any(other => !sheet.Conditions.Any(condition => Fits(condition, other))),
        };

        bool Belongs(ConditionScores condition) => Fits(condition, row);
        bool Fits(ConditionScores condition, TableAxis group) => OptionsMatch.Matches(group.Where, condition.Options)
            && OptionsMatch.Matches(column.Where, condition.Options);
    }
}
