namespace Engram.Tracking.Runs;

/// <summary>A run that a client begins and is going to log to.</summary>
/// <param name="Id">The client's choice, so that it may begin to log before we have heard of the run, and ask twice.</param>
/// <param name="ProjectId">Its project.</param>
/// <param name="Name">What people call it; not empty.</param>
/// <param name="Options">Its settings: a JSON object of scalars.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record ExternalRunStart(Guid Id, Guid ProjectId, string Name, string Options, DateTimeOffset StartedAt)
{
    /// <summary>When we heard of it; when it began, unless that is said.</summary>
    public DateTimeOffset SubmittedAt { get; init; } = StartedAt;

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Labels that carry a value.</summary>
    public IReadOnlyDictionary<string, string> TagValues { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed, ≥ 0, or null.</summary>
    public long? Seed { get; init; }

    /// <summary>The run it is a part of, which counts only when there is such a run; or null.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Who started it; may be empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Free text.</summary>
    public string Notes { get; init; } = "";
}
