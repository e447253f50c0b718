namespace Engram.Numerics.Kernels;

/// <summary>The extents of one dense layer at work: how many samples, inputs and outputs.</summary>
/// <param name="Batch">Samples processed together.</param>
/// <param name="Inputs">Numbers into the layer per sample.</param>
/// <param name="Outputs">Numbers out of the layer per sample.</param>
public readonly record struct LayerShape(int Batch, int Inputs, int Outputs)
{
    /// <summary>Numbers in the weight matrix.</summary>
    public int Weights => checked(Inputs * Outputs);

    /// <summary>Numbers in a batch of inputs.</summary>
    public int InputBatch => checked(Batch * Inputs);

    /// <summary>Numbers in a batch of outputs.</summary>
    public int OutputBatch => checked(Batch * Outputs);
}
