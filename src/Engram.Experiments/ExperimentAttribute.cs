namespace Engram.Experiments;

/// <summary>Puts a class into the catalogue under a name and with the question it asks.</summary>
/// <param name="name">Kebab-case, unique in the catalogue, part of every URL: <c>sequential-lift</c>.</param>
/// <param name="question">The question the experiment asks, one sentence ending in a question mark.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExperimentAttribute(string name, string question) : Attribute
{
    /// <summary>Kebab-case name, unique in the catalogue.</summary>
    public string Name { get; } = name;

    /// <summary>The question the experiment asks.</summary>
    public string Question { get; } = question;

    /// <summary>What a person calls it; the name with spaces when not given.</summary>
    public string? Title { get; init; }

    /// <summary>Raised whenever the numbers of an unchanged condition change. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Paper, section and figure or table that the experiment reproduces; empty when it is our own.</summary>
    public string Source { get; init; } = "";
}
