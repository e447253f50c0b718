namespace Engram.Learning.Models;

/// <summary>
/// Where one layer lies in the flat buffer of a <see cref="DenseNetwork"/>: W [inputs, outputs] from the offset on, then b [outputs].
/// </summary>
/// <param name="Name"><c>layer1</c>, <c>layer2</c>, … from the input on.</param>
/// <param name="Offset">Index of its first weight.</param>
/// <param name="Inputs">Numbers into the layer per sample.</param>
/// <param name="Outputs">Numbers out of the layer per sample.</param>
public sealed record DenseNetworkLayer(string Name, int Offset, int Inputs, int Outputs)
{
    /// <summary>Number of parameters: weights and biases.</summary>
    public int Length => checked((Inputs + 1) * Outputs);

    /// <summary>The name of W in a checkpoint.</summary>
    public string WeightName => $"{Name}.weight";

    /// <summary>The name of b in a checkpoint.</summary>
    public string BiasName => $"{Name}.bias";
}
