namespace Engram.Numerics.Autodiff;

/// <summary>What a layer does to each of its numbers at the end.</summary>
public enum Activation
{
    /// <summary>Nothing.</summary>
    Identity,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>1 / (1 + e^−z).</summary>
    Sigmoid,
}
