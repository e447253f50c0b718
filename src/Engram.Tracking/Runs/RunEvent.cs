namespace Engram.Tracking.Runs;

/// <summary>What changed.</summary>
public enum RunEventKind
{
    /// <summary>A study was submitted, extended or edited.</summary>
    Study,

    /// <summary>A run moved to another state, or was asked to stop.</summary>
    State,

    /// <summary>A run's share done, or what it is doing.</summary>
    Progress,

    /// <summary>A run began or ended a task.</summary>
    Tasks,

    /// <summary>Series of a run grew.</summary>
    Series,

    /// <summary>A run kept a checkpoint or recorded a transfer.</summary>
    Checkpoints,

    /// <summary>A run wrote into its log.</summary>
    Log,

    /// <summary>The subscriber was too slow, or the database was away: events are lost, read everything anew.</summary>
    Missed,
}

/// <summary>Says that something changed, not what it is now: whoever hears it reads the record.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="Study">The study; null with <see cref="RunEventKind.Missed"/> and of external runs.</param>
/// <param name="Run">The run; null when it is about the study as a whole.</param>
/// <remarks>May come twice, never comes before what it tells of is committed, and is not kept: a reader that was away reads anew.</remarks>
public sealed record RunEvent(RunEventKind Kind, Guid? Study, Guid? Run)
{
    /// <summary>With <see cref="RunEventKind.State"/>: the state it moved to.</summary>
    public RunState? State { get; init; }

    /// <summary>With <see cref="RunEventKind.State"/>: the attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>With <see cref="RunEventKind.Progress"/>: the share done, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>With <see cref="RunEventKind.Progress"/>: what is being done.</summary>
    public string? Doing { get; init; }

    /// <summary>With <see cref="RunEventKind.Series"/>: what grew; null when there were too many to list.</summary>
    public IReadOnlyList<SeriesGrowth>? Series { get; init; }
}

/// <summary>A series has new points.</summary>
/// <param name="Key">Metric key.</param>
/// <param name="Task">Index of the task, or null outside tasks.</param>
/// <param name="LastStep">Largest step it now has.</param>
public sealed record SeriesGrowth(string Key, int? Task, long LastStep);
