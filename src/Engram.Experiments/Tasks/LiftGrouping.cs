namespace Engram.Experiments.Tasks;

/// <summary>Which parameters of a network share a memory of learning rates.</summary>
public enum LiftGrouping
{
    /// <summary>The weights and biases of a layer together, as the paper says.</summary>
    Layer,

    /// <summary>The weights and the biases of a layer apart, as the authors' published code does.</summary>
    Variable,
}
