namespace Engram.Learning.Memory;

/// <summary>How θ follows the pooled evidence u. Ascent: +u raises a rate.</summary>
internal interface IMemoryRule
{
    /// <summary>Moves <paramref name="theta"/>, [M], by <paramref name="pull"/>, [M].</summary>
    void Apply(ReadOnlySpan<double> pull, Span<double> theta);

    /// <summary>Forgets what was carried from step to step, as at the beginning of a new task.</summary>
    void Reset();
}
