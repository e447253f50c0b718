namespace Engram.Tracking.Studies;

/// <summary>A checkpoint that every run of a study starts from.</summary>
/// <param name="StudyId">The study.</param>
/// <param name="Kind">Kind of the checkpoint; at most one of each kind.</param>
/// <param name="CheckpointId">A checkpoint of a run that succeeded.</param>
public sealed record StudyInput(Guid StudyId, string Kind, Guid CheckpointId);
