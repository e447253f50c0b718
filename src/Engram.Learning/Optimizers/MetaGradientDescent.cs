using System.Numerics;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>MetaGD: gradient descent whose rates are recalled from memories, one per parameter group, that learn from every step.</summary>
/// <remarks>
/// w ← w − η̂(z) z with z the clipped gradient. Source: Meier, Kappler, Schaal, "Online learning of a memory for learning rates", ICRA 2018,
/// Algorithm 1. Memories updated by <see cref="AdamOptions.ForMemory"/> make it MetaGDMemAdam. Its rate is the initial one of the memories.
/// </remarks>
public sealed record MetaGradientDescentOptions() : UpdateRuleOptions(rate: 0)
{
    /// <summary>The settings of every memory.</summary>
    public LearningRateMemoryOptions Memory { get; init; } = new();

    /// <inheritdoc/>
    public override double Rate
    {
        get => Memory.InitialRate;
        init => Memory = Memory with { InitialRate = value };
    }

    internal override IEnumerable<string> Faults() => Memory.Faults();

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new MetaGradientDescent<T>(groups, Memory, width);
}

/// <summary>The rule of <see cref="MetaGradientDescentOptions"/>. O(D K) per step; allocates nothing.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class MetaGradientDescent<T> : IRemembersRates<T>, IMovesInOnePass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupMemories<T> _memories;

    internal MetaGradientDescent(IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options, VectorWidth width) =>
        _memories = new GroupMemories<T>(groups, options, width);

    /// <inheritdoc/>
    public int Dimension => _memories.Dimension;

    /// <inheritdoc/>
    public IReadOnlyList<LearningRateMemory> Memories => _memories.Memories;

    /// <inheritdoc/>
    public ReadOnlySpan<T> Rates => _memories.Rates;

    /// <inheritdoc/>
    /// <remarks>Refuses NaN.</remarks>
    public void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step)
    {
        ProposalSpans.Require(Dimension, parameters, gradient, step);
        _memories.Step(gradient, gradient, step, subtract: false);
    }

    void IMovesInOnePass<T>.Move(Span<T> parameters, ReadOnlySpan<T> gradient) => _memories.Step(gradient, gradient, parameters, subtract: true);

    /// <inheritdoc/>
    public void BeginTask() => _memories.BeginTask();

    /// <inheritdoc/>
    public void SaveState(SafeTensorsBuilder file) => _memories.SaveState(file);

    /// <inheritdoc/>
    public void LoadState(SafeTensorsFile file) => _memories.LoadState(file);
}
