using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>What is done to a gradient before a rule sees it. Carries nothing from step to step.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IGradientChange<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes the changed gradient, [D].</summary>
    void Apply(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> changed, VectorWidth width);
}
