namespace Engram.Experiments.Environments;

/// <summary>Many equal worlds side by side, each with its own chance, all at the same step of their episodes.</summary>
/// <remarks>
/// <para>Everything lies in columns: [features, count], feature after feature, so that a step is one pass of vectors and a network's layers are
/// products with tall matrices. World k is the same world to the bit whatever their number: it draws from a stream of its own.</para>
/// <para>The caller counts the steps; an episode ends at <see cref="Horizon"/>. Not thread-safe: one per thread.</para>
/// </remarks>
public interface IEnvironment
{
    /// <summary>How many worlds there are.</summary>
    int Count { get; }

    /// <summary>Numbers that a world shows.</summary>
    int ObservationCount { get; }

    /// <summary>Numbers that a world is given at each step.</summary>
    int ActionCount { get; }

    /// <summary>Steps of an episode.</summary>
    int Horizon { get; }

    /// <summary>What the worlds show now, [<see cref="ObservationCount"/>, <see cref="Count"/>]; the next step overwrites it.</summary>
    ReadOnlySpan<float> Observation { get; }

    /// <summary>1 where the episode goes on, 0 where it has come to its end before the horizon, [<see cref="Count"/>].</summary>
    ReadOnlySpan<float> Running { get; }

    /// <summary>Begins a new episode in every world; a constructed environment has begun its first.</summary>
    void Reset();

    /// <summary>One step of every world.</summary>
    /// <param name="action">[<see cref="ActionCount"/>, <see cref="Count"/>]; clipped to what a world takes. NaN stays NaN and shows.</param>
    /// <param name="reward">Receives [<see cref="Count"/>]; 0 where the episode had ended before.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>Allocates nothing.</remarks>
    void Step(ReadOnlySpan<float> action, Span<float> reward);
}
