namespace Engram.Learning.Memory;

/// <summary>How the values of a memory follow what was learned about them.</summary>
public enum MemoryOptimizer
{
    /// <summary>θ ← θ + ξ u: the paper's eq. 13.</summary>
    GradientDescent,

    /// <summary>θ ← θ + Adam(u; ξ), with β₁ = 0.9, β₂ = 0.999 and ε = 1e-8, as in the authors' published code.</summary>
    Adam,
}
