using System.Numerics;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Any rule's direction, with rates recalled from memories.</summary>
/// <remarks>
/// w ← w − η̂(s) clip(d, −g, g), where d is what the base proposes: give the base the rate 1, so that it proposes a direction and the memory says
/// how far to go. s, which the memories are asked and taught with, is the base's smoothed gradient where it keeps one (Adam's m, the velocity of
/// momentum), else the gradient itself; the memories clip it to ±g.
/// <para>Source: Meier, Kappler, Schaal 2018, section III.D ("on top of any base-learner"). With <see cref="AdamOptions.ForBase"/> it is the form of
/// the authors' published code, whose memories learn by <see cref="AdamOptions.ForMemory"/>; for other bases the choice of s and d is ours.
/// Gradient descent at rate 1 makes it <see cref="MetaGradientDescentOptions"/>. Its rate is the initial one of the memories.</para>
/// </remarks>
public sealed record RuleWithMemoryOptions() : UpdateRuleOptions(rate: 0)
{
    /// <summary>The rule that says the direction. Default: Adam without bias correction.</summary>
    public UpdateRuleOptions Base { get; init; } = AdamOptions.ForBase;

    /// <summary>The settings of every memory.</summary>
    public LearningRateMemoryOptions Memory { get; init; } = new();

    /// <inheritdoc/>
    public override double Rate
    {
        get => Memory.InitialRate;
        init => Memory = Memory with { InitialRate = value };
    }

    internal override IEnumerable<string> Faults() => Base.Faults().Select(fault => $"Base: {fault}").Concat(Memory.Faults());

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new RuleWithMemory<T>(Base.Create<T>(groups, width), groups, Memory, width);
}

/// <summary>The rule of <see cref="RuleWithMemoryOptions"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RuleWithMemory<T> : IRemembersRates<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string BasePrefix = "base/";

    private readonly IUpdateRule<T> _base;
    private readonly GroupMemories<T> _memories;
    private readonly T[] _direction;

    internal RuleWithMemory(IUpdateRule<T> @base, IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options, VectorWidth width)
    {
        _base = @base;
        _memories = new GroupMemories<T>(groups, options, width);
        _direction = new T[@base.Dimension];
    }

    /// <inheritdoc/>
    public int Dimension => _base.Dimension;

    /// <inheritdoc/>
    public IReadOnlyList<LearningRateMemory> Memories => _memories.Memories;

    /// <inheritdoc/>
    public ReadOnlySpan<T> Rates => _memories.Rates;

    /// <inheritdoc/>
    public ReadOnlySpan<T> SmoothedGradient => _base.SmoothedGradient;

    /// <inheritdoc/>
    /// <remarks>Refuses infinite gradients as well as NaN.</remarks>
    public void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step)
    {
        ProposalSpans.Require(Dimension, parameters, gradient, step);
        RefuseWhatIsNotFinite(gradient);
        _base.Propose(parameters, gradient, _direction);
        var smoothed = _base.SmoothedGradient;
        _memories.Step(smoothed.IsEmpty ? gradient : smoothed, _direction, step, subtract: false);
    }

    /// <inheritdoc/>
    public void BeginTask()
    {
        _base.BeginTask();
        _memories.BeginTask();
    }

    /// <inheritdoc/>
    public void SaveState(SafeTensorsBuilder file)
    {
        var direction = new SafeTensorsBuilder();
        _base.SaveState(direction);
        file.AddAll(BasePrefix, direction.Build());
        _memories.SaveState(file);
    }

    /// <inheritdoc/>
    public void LoadState(SafeTensorsFile file)
    {
        _base.LoadState(file.Under(BasePrefix));
        _memories.LoadState(file);
    }

    // Before the base counts the step: the base could not take it back.
    private static void RefuseWhatIsNotFinite(ReadOnlySpan<T> gradient)
    {
        for (var index = 0; index < gradient.Length; index++)
        {
            if (!T.IsFinite(gradient[index]))
            {
                throw new ArgumentException(
                    $"The gradient of coordinate {index} is {gradient[index]}, which means of gradients could never forget. "
                    + "The step was refused and nothing changed.", nameof(gradient));
            }
        }
    }
}
