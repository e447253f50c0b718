namespace Engram.Tracking.Checkpoints;

/// <summary>A checkpoint without its bytes.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="RunId">The run that wrote it.</param>
/// <param name="TaskIndex">The task it was taken in, or null outside tasks.</param>
/// <param name="Task">Name of the task, or null.</param>
/// <param name="Step">Step within the task after which it was taken.</param>
/// <param name="Kind">One of <see cref="Checkpoint.Kinds"/>.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hex digits.</param>
/// <param name="Size">Number of bytes.</param>
/// <param name="Content">What the bytes say about themselves.</param>
/// <param name="CreatedAt">When it was taken.</param>
/// <param name="Uses">How many tasks of runs, and studies, start from it.</param>
public sealed record CheckpointInfo(
    Guid Id, Guid RunId, int? TaskIndex, string? Task, long Step, string Kind, string Sha256, long Size, CheckpointMetadata Content, DateTimeOffset CreatedAt, long Uses);
