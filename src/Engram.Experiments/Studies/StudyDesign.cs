namespace Engram.Experiments.Studies;

/// <summary>Which runs a study is to have: every condition for every seed.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Preset">Name of the preset it was made from, or null.</param>
/// <param name="Conditions">At least one; no two are equal.</param>
/// <param name="Seeds">At least one; no two are equal.</param>
public sealed record StudyDesign(
    ExperimentDescription Experiment, string? Preset, IReadOnlyList<ConditionDesign> Conditions, IReadOnlyList<long> Seeds)
{
    /// <summary>How many runs that is.</summary>
    public int TotalRuns => Conditions.Count * Seeds.Count;
}

/// <summary>One condition, fully resolved.</summary>
/// <param name="Label">Short name for people, unique in the study.</param>
/// <param name="OptionsJson">Every option with its value, defaults included, as canonical JSON.</param>
/// <param name="Hash">Identity: SHA-256 of <paramref name="OptionsJson"/>, 64 lower-case hex digits.</param>
/// <param name="Options">The options record.</param>
public sealed record ConditionDesign(string Label, string OptionsJson, string Hash, object Options);
