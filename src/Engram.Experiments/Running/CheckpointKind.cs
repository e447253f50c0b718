namespace Engram.Experiments.Running;

/// <summary>What the bytes of a checkpoint are.</summary>
public enum CheckpointKind
{
    /// <summary>A memory of learning rates.</summary>
    Memory,

    /// <summary>The weights of a model.</summary>
    Network,

    /// <summary>The state or the weights of an optimizer.</summary>
    Optimizer,

    /// <summary>The weights of a learned loss.</summary>
    LearnedLoss,

    /// <summary>A learned initialization.</summary>
    Initialization,

    /// <summary>Everything needed to go on from this step.</summary>
    TrainingState,
}
