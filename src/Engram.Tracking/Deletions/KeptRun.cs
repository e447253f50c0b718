namespace Engram.Tracking.Deletions;

/// <summary>A run that was to go into the bin and stays.</summary>
/// <param name="Id">The run.</param>
/// <param name="Reason">Why.</param>
/// <param name="NeededBy">Runs that started from one of its checkpoints, ten at most; they would have to go with it, or before it.</param>
/// <param name="NeededByStudies">Studies whose runs start from one of its checkpoints, ten at most.</param>
public sealed record KeptRun(Guid Id, KeptReason Reason, IReadOnlyList<Guid> NeededBy, IReadOnlyList<Guid> NeededByStudies);

/// <summary>Why a run stays.</summary>
public enum KeptReason
{
    /// <summary>A worker executes it, or is going to: cancel it first.</summary>
    Open,

    /// <summary>Others started from one of its checkpoints.</summary>
    Needed,
}

/// <summary>What went into the bin.</summary>
/// <param name="DeletedAt">When: what went together has the same time and comes back together.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="Kept">How many stay.</param>
/// <param name="SomeKept">The first hundred of these.</param>
public sealed record BinnedRuns(DateTimeOffset DeletedAt, int Runs, int Kept, IReadOnlyList<KeptRun> SomeKept);
