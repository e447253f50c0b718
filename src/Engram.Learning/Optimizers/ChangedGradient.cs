using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>A rule that is given a changed gradient: clipped, or with weight decay in it. All it carries is the rule's.</summary>
internal sealed class ChangedGradient<T, TChange>(IUpdateRule<T> rule, TChange change, VectorWidth width) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TChange : struct, IGradientChange<T>
{
    private readonly T[] _changed = new T[rule.Dimension];

    public int Dimension => rule.Dimension;

    public ReadOnlySpan<T> SmoothedGradient => rule.SmoothedGradient;

    public void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step)
    {
        ProposalSpans.Require(Dimension, parameters, gradient, step);
        change.Apply(parameters, gradient, _changed, width);
        rule.Propose(parameters, _changed, step);
    }

    public void BeginTask() => rule.BeginTask();

    public void SaveState(SafeTensorsBuilder file) => rule.SaveState(file);

    public void LoadState(SafeTensorsFile file) => rule.LoadState(file);
}
