namespace Engram.Tracking.Studies;

/// <summary>What is to be submitted, already read and checked against the experiment's options: plain data.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Experiment">Name in the catalogue.</param>
/// <param name="ExperimentVersion">Its version, ≥ 1.</param>
/// <param name="Conditions">At least one; labels and options all different.</param>
/// <param name="Seeds">At least one, ≥ 0, all different.</param>
public sealed record StudyPlan(string Name, string Experiment, int ExperimentVersion, IReadOnlyList<PlannedCondition> Conditions, IReadOnlyList<long> Seeds)
{
    /// <summary>Preset it was made from, or null.</summary>
    public string? Preset { get; init; }

    /// <summary>Higher goes first; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Labels for finding it again.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Kind → checkpoint that every run starts from; of a run that succeeded.</summary>
    public IReadOnlyDictionary<string, Guid> Inputs { get; init; } = new Dictionary<string, Guid>();
}

/// <summary>A condition to be submitted.</summary>
/// <param name="Label">Short name for people, unique within the study.</param>
/// <param name="Options">Every option with its value, a JSON object.</param>
/// <param name="OptionsHash">SHA-256 of the canonical JSON of the options, 64 lower-case hex digits.</param>
public sealed record PlannedCondition(string Label, string Options, string OptionsHash);
