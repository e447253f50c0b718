using System.Numerics;

namespace Engram.Learning.Optimizers;

/// <summary>What a rule is asked with must fit: kernels check nothing.</summary>
internal static class ProposalSpans
{
    public static void Require<T>(int dimension, ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, ReadOnlySpan<T> step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (gradient.Length != dimension || step.Length != dimension || parameters.Length != dimension)
        {
            throw new ArgumentException(
                $"The rule was made for {dimension} parameters; given were {parameters.Length} parameters, {gradient.Length} gradients and room for "
                + $"{step.Length} steps.", nameof(gradient));
        }
    }
}
