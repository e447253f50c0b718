namespace Engram.Tracking.Search;

/// <summary>A filter or an order cannot be understood.</summary>
/// <param name="column">Where: the first character that is wrong, from 1.</param>
/// <param name="message">What was found there, and what was expected.</param>
/// <param name="given">A name that is not known, or null.</param>
/// <param name="known">The names that would be; whoever shows the error may suggest the nearest.</param>
public sealed class FilterException(int column, string message, string? given = null, IReadOnlyCollection<string>? known = null)
    : FormatException($"Column {column}: {message}")
{
    /// <summary>Where: the first character that is wrong, from 1.</summary>
    public int Column => column;

    /// <summary>A name that is not known, or null.</summary>
    public string? Given => given;

    /// <summary>The names that would be known in its place.</summary>
    public IReadOnlyCollection<string> Known { get; } = known ?? [];
}
