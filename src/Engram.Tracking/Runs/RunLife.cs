namespace Engram.Tracking.Runs;

/// <summary>The life of a run: the one table that says which state may follow which.</summary>
/// <remarks>The database enforces the same table by a trigger that is made from it, so that no statement can go around it.</remarks>
public static class RunLife
{
    /// <summary>The states that may follow <paramref name="state"/>.</summary>
    public static IReadOnlyList<RunState> After(RunState state) => state switch
    {
        RunState.Queued => [RunState.Running, RunState.Cancelled],
        // Back to the queue: the worker was lost or handed the run back at shutdown.
        RunState.Running => [RunState.Succeeded, RunState.Failed, RunState.Cancelled, RunState.Queued],
        // A retry.
        RunState.Failed or RunState.Cancelled => [RunState.Queued],
        _ => [],
    };

    /// <summary>True when no worker will touch the run again unless a person retries it.</summary>
    public static bool IsOver(this RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    /// <summary>The states from which <paramref name="next"/> can be reached in one move.</summary>
    public static IReadOnlyList<RunState> Before(RunState next) => [.. Enum.GetValues<RunState>().Where(state => After(state).Contains(next))];
}
