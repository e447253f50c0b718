using System.Numerics;
using Engram.Learning.Memory;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Makes rules that are given a changed gradient.</summary>
internal static class ChangedGradient
{
    /// <summary>A rule that remembers rates still does, and shows its memories, when its gradient is changed.</summary>
    public static IUpdateRule<T> Of<T, TChange>(IUpdateRule<T> rule, TChange change, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TChange : struct, IGradientChange<T>
    {
        var changed = new ChangedGradient<T, TChange>(rule, change, width);
        return rule is IRemembersRates<T> remembering ? new RememberingChangedGradient<T>(changed, remembering) : changed;
    }
}

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

/// <summary>A changed gradient before a rule whose rates are recalled from memories, which stay to be seen.</summary>
internal sealed class RememberingChangedGradient<T>(IUpdateRule<T> changed, IRemembersRates<T> rule) : IRemembersRates<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Dimension => changed.Dimension;

    public ReadOnlySpan<T> SmoothedGradient => changed.SmoothedGradient;

    public IReadOnlyList<LearningRateMemory> Memories => rule.Memories;

    public ReadOnlySpan<T> Rates => rule.Rates;

    public void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step) => changed.Propose(parameters, gradient, step);

    public void BeginTask() => changed.BeginTask();

    public void SaveState(SafeTensorsBuilder file) => changed.SaveState(file);

    public void LoadState(SafeTensorsFile file) => changed.LoadState(file);
}
