using System.Text.Json.Nodes;
using Engram.Experiments;
using Engram.Experiments.Claims;
using Engram.Experiments.Options;

namespace Engram.Web.Api.Experiments;

/// <summary>An entry of the catalogue.</summary>
/// <param name="Name">Name, part of every address.</param>
/// <param name="Title">What a person calls it.</param>
/// <param name="Question">The question it asks.</param>
/// <param name="Version">Raised whenever the numbers of an unchanged condition change.</param>
/// <param name="Source">Paper, section and figure or table; empty when it is our own.</param>
/// <param name="Presets">Names of its ready-made studies.</param>
internal sealed record ExperimentSummary(string Name, string Title, string Question, int Version, string Source, IReadOnlyList<string> Presets)
{
    public static ExperimentSummary Of(ExperimentDescription experiment) => new(experiment.Name, experiment.Title, experiment.Question,
        experiment.Version, experiment.Source, [.. experiment.Plan.Presets.Select(preset => preset.Name)]);
}

/// <summary>Everything an experiment says about itself.</summary>
/// <param name="Name">Name, part of every address.</param>
/// <param name="Title">What a person calls it.</param>
/// <param name="Question">The question it asks.</param>
/// <param name="Version">Raised whenever the numbers of an unchanged condition change.</param>
/// <param name="Source">Paper, section and figure or table; empty when it is our own.</param>
/// <param name="Options">Its options as JSON Schema (2020-12): type, default, range, description, and beyond the standard <c>unit</c>, <c>group</c>,
/// <c>choices</c>.</param>
/// <param name="Presets">Ready-made studies.</param>
/// <param name="Tasks">The stages a run goes through, in order; empty when a run is a single stage.</param>
/// <param name="Metrics">What a run records; the first one is what pages show first.</param>
/// <param name="Claims">What the source, or we, expect to see over seeds.</param>
/// <param name="Tables">Tables of the source that a study can be laid beside.</param>
internal sealed record ExperimentAnswer(string Name, string Title, string Question, int Version, string Source, JsonObject Options,
    IReadOnlyList<Preset> Presets, IReadOnlyList<TaskDeclaration> Tasks, IReadOnlyList<MetricDeclaration> Metrics, IReadOnlyList<Claim> Claims,
    IReadOnlyList<TableSummary> Tables)
{
    public static ExperimentAnswer Of(ExperimentDescription experiment) => new(experiment.Name, experiment.Title, experiment.Question,
        experiment.Version, experiment.Source, OptionsJson.JsonSchema(experiment.Options), experiment.Plan.Presets, experiment.Plan.Tasks,
        experiment.Plan.Metrics, experiment.Plan.Claims, [.. experiment.Plan.Tables.Select(table =>
            new TableSummary(table.Title, table.Caption, table.Metric))]);
}

/// <summary>A table of the source; <c>GET /studies/{id}/tables</c> fills it.</summary>
/// <param name="Title">As the source calls it.</param>
/// <param name="Caption">What the cells are, with unit.</param>
/// <param name="Metric">The score whose mean over seeds stands in a cell.</param>
internal sealed record TableSummary(string Title, string Caption, string Metric);
