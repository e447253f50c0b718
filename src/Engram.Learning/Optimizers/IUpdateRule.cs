using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>What to subtract from the parameters, given their gradient: a constant rate, moments, or a memory of rates.</summary>
/// <remarks>
/// Rules compute in double precision whatever the parameters are; <see cref="Optimizer"/> applies them. A rule belongs to one learner and is not
/// thread-safe.
/// </remarks>
public interface IUpdateRule
{
    /// <summary>D, the number of parameters.</summary>
    int Dimension { get; }

    /// <summary>One step.</summary>
    /// <param name="gradient">∂L/∂w, [D], unclipped.</param>
    /// <param name="step">Receives what is to be subtracted from w, [D]; overwritten.</param>
    /// <exception cref="ArgumentException">The gradient has a NaN and the rule cannot step on it; nothing has changed then.</exception>
    void Propose(ReadOnlySpan<double> gradient, Span<double> step);

    /// <summary>Begins a new task: forgets what is carried from step to step; what was learned for other tasks stays.</summary>
    void BeginTask();

    /// <summary>Adds everything that decides the next steps, so that an interrupted run continues to the bit.</summary>
    void SaveState(SafeTensorsBuilder file);

    /// <summary>Reads what <see cref="SaveState"/> of a rule with the same settings wrote.</summary>
    void LoadState(SafeTensorsFile file);
}
