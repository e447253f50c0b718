namespace Engram.Client;

/// <summary>What is known about a run when it begins. Everything may be left out.</summary>
public sealed record RunDescription
{
    /// <summary>Name, 1 to 200 characters. The server makes one when there is none.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the run was asked to do: name → a text, a number, true, false or null. NaN and infinities are numbers, too.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Options { get; init; } = new Dictionary<string, object?>();

    /// <summary>Labels for finding it again.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Labels that carry a value.</summary>
    public IReadOnlyDictionary<string, string> TagValues { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed, ≥ 0. Given, runs that differ only in it can be compared as one condition.</summary>
    public long? Seed { get; init; }

    /// <summary>The run of the same project that this one is a part of.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Who started it. Default the name by which the system knows the user.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>Free text.</summary>
    public string? Notes { get; init; }
}
