using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>MetaGD: gradient descent whose rates are recalled from memories, one per parameter group, that learn from every step.</summary>
/// <remarks>
/// w ← w − η̂(z) z with z the clipped gradient. Source: Meier, Kappler, Schaal, "Online learning of a memory for learning rates", ICRA 2018,
/// Algorithm 1. Memories with <see cref="MemoryOptimizer.Adam"/> make it MetaGDMemAdam. O(D K) per step; allocates nothing.
/// </remarks>
public sealed class MetaGradientDescent : IUpdateRule
{
    private readonly GroupMemories _memories;

    /// <summary>A rule with new memories.</summary>
    /// <param name="groups">The parameters cut into groups, in order, without gaps.</param>
    /// <param name="options">The settings of every memory; its initial rate takes the place of gradient descent's η.</param>
    /// <exception cref="ArgumentException">The groups do not cover the parameters.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of range.</exception>
    public MetaGradientDescent(IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options) =>
        _memories = new GroupMemories(groups, options);

    /// <inheritdoc/>
    public int Dimension => _memories.Dimension;

    /// <summary>One memory per group, in their order.</summary>
    public IReadOnlyList<LearningRateMemory> Memories => _memories.Memories;

    /// <summary>η̂ of the last step, [D].</summary>
    public ReadOnlySpan<double> Rates => _memories.Rates;

    /// <inheritdoc/>
    public void Propose(ReadOnlySpan<double> gradient, Span<double> step)
    {
        _memories.Step(gradient);
        var offset = 0;
        foreach (var memory in _memories.Memories)
        {
            var signal = memory.LastSignal;
            var rates = Rates.Slice(offset, signal.Length);
            var target = step.Slice(offset, signal.Length);
            for (var index = 0; index < signal.Length; index++)
            {
                target[index] = rates[index] * signal[index];
            }

            offset += signal.Length;
        }
    }

    /// <inheritdoc/>
    public void BeginTask() => _memories.BeginTask();

    /// <inheritdoc/>
    public void SaveState(SafeTensorsBuilder file) => _memories.SaveState(file);

    /// <inheritdoc/>
    public void LoadState(SafeTensorsFile file) => _memories.LoadState(file);
}
