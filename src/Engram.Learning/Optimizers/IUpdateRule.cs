using System.Numerics;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>What to subtract from the parameters, given their gradient: a constant rate, moments, or a memory of rates.</summary>
/// <remarks>
/// A rule computes, and carries its state, in the precision of the parameters it moves; <see cref="Optimizer{T}"/> applies what it proposes.
/// <see cref="UpdateRuleOptions.Create{T}(int)"/> makes one. A rule belongs to one learner and is not thread-safe.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>D, the number of parameters.</summary>
    int Dimension { get; }

    /// <summary>The rule's own mean of the gradients so far, [D], as its last proposal saw it; empty where it keeps none.</summary>
    /// <remarks>What a memory of learning rates is asked with, where the rule is its base: a smoothed gradient flips less often for nothing.</remarks>
    ReadOnlySpan<T> SmoothedGradient => [];

    /// <summary>One step.</summary>
    /// <param name="parameters">w, [D], before the step: weight decay looks at them, most rules do not.</param>
    /// <param name="gradient">∂L/∂w at w, [D], unclipped.</param>
    /// <param name="step">Receives what is to be subtracted from w, [D]; overwritten. Memory of its own.</param>
    /// <exception cref="ArgumentException">The gradient holds what the rule cannot step on, such as a NaN; nothing has changed then.</exception>
    void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step);

    /// <summary>Begins a new task: forgets what is carried from step to step; what was learned for other tasks stays.</summary>
    void BeginTask();

    /// <summary>Adds everything that decides the next steps, so that an interrupted run continues to the bit.</summary>
    void SaveState(SafeTensorsBuilder file);

    /// <summary>Reads what <see cref="SaveState"/> of a rule with the same settings wrote.</summary>
    void LoadState(SafeTensorsFile file);
}
