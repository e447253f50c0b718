namespace Engram.Numerics.Kernels;

/// <summary>What many numbers become.</summary>
public enum Fold
{
    /// <summary>Their sum, in the order that <see cref="ManagedKernels{T}"/> states.</summary>
    Sum,

    /// <summary>The largest; NaN if there is one.</summary>
    Largest,
}
