namespace Engram.Tracking.Runs;

/// <summary>A run that a client is going to log to.</summary>
/// <param name="ProjectId">Its project.</param>
/// <param name="Name">What people call it; not empty.</param>
/// <param name="StartedAt">When it began, as the client says.</param>
public sealed record NewExternalRun(Guid ProjectId, string Name, DateTimeOffset StartedAt)
{
    /// <summary>Whose run it is; may be empty.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Free text.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Tags with their values.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The run it is a part of, which counts only when there is such a run.</summary>
    public Guid? Parent { get; init; }
}
