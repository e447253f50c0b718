namespace Engram.Tracking.Runs;

/// <summary>Where a run is in its life.</summary>
public enum RunState
{
    /// <summary>Waits for a worker.</summary>
    Queued,

    /// <summary>A worker holds its lease and executes it.</summary>
    Running,

    /// <summary>Finished; final.</summary>
    Succeeded,

    /// <summary>Stopped by an error, which is kept.</summary>
    Failed,

    /// <summary>Stopped because a person asked for it.</summary>
    Cancelled,
}
