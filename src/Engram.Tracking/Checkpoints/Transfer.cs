namespace Engram.Tracking.Checkpoints;

/// <summary>A typed edge: a task of a run started from a checkpoint of another run or of an earlier task.</summary>
/// <param name="RunId">The run that received it.</param>
/// <param name="TaskIndex">The task that started from it; <see cref="NoTask"/> when the run has no tasks.</param>
/// <param name="CheckpointId">What it started from.</param>
/// <param name="CreatedAt">When it was recorded.</param>
public sealed record Transfer(Guid RunId, int TaskIndex, Guid CheckpointId, DateTimeOffset CreatedAt)
{
    /// <summary>Stands for the run as a whole: before every task.</summary>
    public const int NoTask = -1;
}
