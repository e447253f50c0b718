using System.Text;
using Engram.Experiments.Claims;
using Engram.Experiments.Options;
using Engram.Experiments.Studies;

namespace Engram.Experiments.Tests;

/// <summary>The catalogue as a person reads it, to be approved.</summary>
internal static class CatalogText
{
    public static string Of(ExperimentCatalog catalog)
    {
        var text = new StringBuilder();
        foreach (var experiment in catalog.Experiments)
        {
            text.AppendLine($"{experiment.Name} — {experiment.Title}, version {experiment.Version}");
            text.AppendLine($"  {experiment.Question}");
            text.AppendLine($"  {experiment.Source}");
            Section(text, "options", experiment.Options.Options.Select(Line));
            Section(text, "tasks", experiment.Plan.Tasks.Select(task => $"{task.Name}: {task.Description}"));
            Section(text, "metrics", experiment.Plan.Metrics.Select(Line));
            Section(text, "presets", experiment.Plan.Presets.SelectMany(preset => Lines(experiment, preset)));
            Section(text, "claims", experiment.Plan.Claims.SelectMany(Lines));
            Section(text, "tables", experiment.Plan.Tables.SelectMany(Lines));
            text.AppendLine();
        }

        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        text.AppendLine($"  {title}");
        foreach (var line in lines)
        {
            text.AppendLine($"    {line}");
        }
    }

    private static string Line(OptionDescription option)
    {
        var allowed = option.Choices.Count > 0 ? string.Join(" | ", option.Choices.Select(choice => choice.Name)) : option.Range?.ToString() ?? option.Kind.ToString();
        return $"{option.Name} = {OptionText.Format(option.Default)}{(option.Unit is null ? "" : $" {option.Unit}")} ({allowed}): {option.Description}";
    }

    private static string Line(MetricDeclaration metric) =>
        $"{metric.Key} [{metric.Unit}] {metric.Goal}{(metric.IsScore ? " score" : "")}{(metric.IsTiming ? " timing" : "")}{(metric.IsOptional ? " optional" : "")}: {metric.Description}";

    private static IEnumerable<string> Lines(ExperimentDescription experiment, Preset preset)
    {
        var design = StudyDesigner.Design(experiment, new StudyRequest { Preset = preset.Name });
        yield return $"{preset.Name}: {design.TotalRuns} runs, seeds {SeedList.Format(design.Seeds)}. {preset.Description}";
        yield return $"  {string.Join("; ", design.Conditions.Select(condition => condition.Label))}";
    }

    // The first expectation in full; of the others their labels.
    private static IEnumerable<string> Lines(Claim claim)
    {
        var first = claim.Expectations[0];
        yield return $"{claim.Id}: {claim.Sentence} ({claim.Source})";
        yield return $"  {first.Label}: {Text(first.Left)}{(first.Right is null ? "" : $" - {Text(first.Right)}")} in [{first.Low}, {first.High}]";
        if (claim.Expectations.Count > 1)
        {
            yield return $"  and {string.Join("; ", claim.Expectations.Skip(1).Select(expectation => expectation.Label))}";
        }
    }

    private static string Text(Score score) =>
        $"{(score.Factor == 1 ? "" : $"{score.Factor} × ")}{score.Metric} of {score.Task} where {string.Join(", ", score.Where.Select(one => $"{one.Key}={OptionText.Format(one.Value)}"))}";

    private static IEnumerable<string> Lines(PaperTable table)
    {
        yield return $"{table.Title}: {table.Caption} ({table.Metric})";
        foreach (var row in table.Rows)
        {
            foreach (var task in table.Tasks)
            {
                yield return $"  {row.Label}, {task}: {string.Join(", ", table.Columns.Select(column => $"{column.Label} {table.Published[(row.Label, task, column.Label)]}"))}";
            }
        }
    }
}
