using Engram.Tracking.Metrics;

namespace Engram.Tracking.Runs;

/// <summary>What a client says about an external run in one breath: all of it is kept, or nothing.</summary>
public sealed record ExternalLog
{
    /// <summary>Options that were not there before, or are there with the same text: an option never changes.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Points of series.</summary>
    public IReadOnlyList<SeriesBatch> Points { get; init; } = [];

    /// <summary>Tags with their values, over those that are there.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>A new name; null leaves it.</summary>
    public string? Name { get; init; }

    /// <summary>New notes; null leaves them.</summary>
    public string? Notes { get; init; }

    /// <summary>True when it is said which run it is a part of.</summary>
    public bool SaysParent { get; init; }

    /// <summary>The run it is a part of, if there is such a run; else it is a part of none. Only with <see cref="SaysParent"/>.</summary>
    public Guid? Parent { get; init; }

    /// <summary>True when a worker's run may take it, too: it has tags or notes and nothing that the worker says.</summary>
    public bool IsRemark => Options.Count == 0 && Points.Count == 0 && Name is null && !SaysParent;
}

/// <summary>An option was logged before with another value; nothing was written.</summary>
/// <param name="key">The option.</param>
/// <param name="kept">The value that is kept.</param>
/// <param name="given">The one that was given now.</param>
public sealed class OptionChangedException(string key, string kept, string given) : Exception(
    $"Option '{key}' was logged as '{kept}' and cannot become '{given}': options never change. Log to another run, or under another key.")
{
    /// <summary>The option.</summary>
    public string Key => key;

    /// <summary>The value that is kept.</summary>
    public string Kept => kept;

    /// <summary>The one that was given now.</summary>
    public string Given => given;
}
