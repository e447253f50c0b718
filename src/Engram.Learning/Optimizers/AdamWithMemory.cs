using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Adam's direction with rates recalled from memories that are asked, and taught, with its first moment.</summary>
/// <remarks>
/// With m and v the moments of the raw gradient: d = clip(m / (√v + ε), −g, g) without bias correction, w ← w − η̂(m) d.
/// Source: Meier, Kappler, Schaal 2018, section III.D ("on top of any base-learner"), in the form of the authors' published code.
/// </remarks>
public sealed class AdamWithMemory : IUpdateRule
{
    private readonly GroupMemories _memories;
    private readonly AdamMoments _moments;
    private readonly double _bound;

    /// <summary>A rule with new memories.</summary>
    /// <param name="groups">The parameters cut into groups, in order, without gaps.</param>
    /// <param name="options">The settings of every memory; the authors learn these with <see cref="MemoryOptimizer.Adam"/>.</param>
    /// <exception cref="ArgumentException">The groups do not cover the parameters.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of range.</exception>
    public AdamWithMemory(IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options)
    {
        _memories = new GroupMemories(groups, options);
        _moments = new AdamMoments(_memories.Dimension);
        _bound = options.GradientBound;
    }

    /// <inheritdoc/>
    public int Dimension => _memories.Dimension;

    /// <summary>One memory per group, in their order.</summary>
    public IReadOnlyList<LearningRateMemory> Memories => _memories.Memories;

    /// <summary>η̂ of the last step, [D].</summary>
    public ReadOnlySpan<double> Rates => _memories.Rates;

    /// <inheritdoc/>
    /// <remarks>Refuses infinite gradients as well as NaN.</remarks>
    public void Propose(ReadOnlySpan<double> gradient, Span<double> step)
    {
        RefuseInfinity(gradient);
        _moments.Update(gradient);
        _memories.Step(_moments.First);
        var first = _moments.First;
        var second = _moments.Second;
        var rates = Rates;
        for (var index = 0; index < step.Length; index++)
        {
            var direction = first[index] / (Math.Sqrt(second[index]) + AdamMoments.Epsilon);
            step[index] = rates[index] * Math.Clamp(direction, -_bound, _bound);
        }
    }

    /// <inheritdoc/>
    public void BeginTask()
    {
        _moments.Reset();
        _memories.BeginTask();
    }

    /// <inheritdoc/>
    public void SaveState(SafeTensorsBuilder file)
    {
        _moments.Save(file);
        _memories.SaveState(file);
    }

    /// <inheritdoc/>
    public void LoadState(SafeTensorsFile file)
    {
        _moments.Load(file);
        _memories.LoadState(file);
    }

    private static void RefuseInfinity(ReadOnlySpan<double> gradient)
    {
        for (var index = 0; index < gradient.Length; index++)
        {
            if (!double.IsFinite(gradient[index]))
            {
                throw new ArgumentException(
                    $"The gradient of coordinate {index} is {gradient[index]}, which the moments could never forget. "
                    + "The step was refused and nothing changed.", nameof(gradient));
            }
        }
    }
}
