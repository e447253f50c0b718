namespace Engram.Tracking.Runs;

/// <summary>A worker wrote about a run that is no longer its own; nothing was written.</summary>
/// <param name="fence">What the worker believed to hold.</param>
public sealed class LostRunException(RunFence fence) : Exception(
    $"Run {fence.RunId:N}, attempt {fence.Attempt}, is no longer with worker {fence.WorkerId:N}: it is over, or was given to another. Drop it; nothing was written.")
{
    /// <summary>What the worker believed to hold.</summary>
    public RunFence Fence { get; } = fence;
}
