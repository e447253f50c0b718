namespace Engram.Numerics.Kernels;

/// <summary>The cells of a <see cref="FastGaussTransform"/> that some numbers lie in.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public readonly record struct CellRange(int First, int Last);
