using Engram.Tracking.Runs;

namespace Engram.Tracking.Checkpoints;

/// <summary>What a run started from, and what started from it, through any number of transfers.</summary>
/// <param name="Nodes">Tasks that gave or received a checkpoint, and the run asked about with every task; in order of submission and task.</param>
/// <param name="Edges">Transfers, by receiver; a run's own transfers from task to task included.</param>
public sealed record Lineage(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges);

/// <summary>A task of a run, or a run as a whole.</summary>
/// <param name="RunId">The run.</param>
/// <param name="TaskIndex">The task, or null for the run as a whole.</param>
public readonly record struct LineagePlace(Guid RunId, int? TaskIndex);

/// <summary>A place in the lineage, with what a person needs to recognise it.</summary>
/// <param name="Place">Run and task.</param>
/// <param name="Task">Name of the task, or null.</param>
/// <param name="StudyId">Study of the run; null for an external run.</param>
/// <param name="Study">Name of the study; empty for an external run.</param>
/// <param name="Condition">Label of the run's condition; the name of an external run.</param>
/// <param name="Seed">Seed of the run, or null.</param>
/// <param name="State">State of the run.</param>
/// <param name="IsDeleted">True when the run is in the bin.</param>
public sealed record LineageNode(LineagePlace Place, string? Task, Guid? StudyId, string Study, string Condition, long? Seed, RunState State, bool IsDeleted);

/// <summary>A transfer.</summary>
/// <param name="CheckpointId">What was handed on.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Step">Step of the giving task after which it was taken.</param>
/// <param name="From">Where it was taken.</param>
/// <param name="To">What started from it.</param>
public sealed record LineageEdge(Guid CheckpointId, string Kind, long Step, LineagePlace From, LineagePlace To);
