namespace Engram.Tracking.Runs;

/// <summary>What a worker gets with a run: its right to write, and all it needs to begin.</summary>
/// <param name="Fence">Run, worker and attempt.</param>
/// <param name="ProjectId">Project.</param>
/// <param name="StudyId">Study.</param>
/// <param name="Seed">Seed, ≥ 0.</param>
/// <param name="Experiment">Name in the catalogue.</param>
/// <param name="ExperimentVersion">Version of the experiment that the study was submitted for.</param>
/// <param name="Condition">Label of the condition.</param>
/// <param name="Options">The condition's options, a JSON object.</param>
public sealed record ClaimedRun(
    RunFence Fence, Guid ProjectId, Guid StudyId, long Seed, string Experiment, int ExperimentVersion, string Condition, string Options);
