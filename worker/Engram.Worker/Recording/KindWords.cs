using Engram.Experiments.Running;

namespace Engram.Worker.Recording;

/// <summary>The words of the record for what an experiment names by an enumeration.</summary>
internal static class KindWords
{
    /// <summary>The word for a kind of checkpoint, one of <see cref="Engram.Tracking.Checkpoints.Checkpoint.Kinds"/>.</summary>
    public static string Word(this CheckpointKind kind) => kind switch
    {
        CheckpointKind.Memory => "memory",
        CheckpointKind.Network => "network",
        CheckpointKind.Optimizer => "optimizer",
        CheckpointKind.LearnedLoss => "learned-loss",
        CheckpointKind.Initialization => "initialization",
        CheckpointKind.TrainingState => "training-state",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of checkpoint has no word in the record yet."),
    };
}
