namespace Engram.Tracking.Workers;

/// <summary>A process that claims runs and executes them.</summary>
public sealed class Worker
{
    /// <summary>UUIDv7, new with every start of the process.</summary>
    public required Guid Id { get; init; }

    /// <summary>Host and process id, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>How many runs it executes at a time, ≥ 1.</summary>
    public required int Concurrency { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its last heartbeat, by the database's clock.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When it stopped in good order, or null.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Key of the advisory lock its listening connection holds while the process lives.</summary>
    public long LockKey { get; init; }
}
