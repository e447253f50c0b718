using System.Text.Json;

namespace Engram.Tracking.Checkpoints;

/// <summary>Bytes with a meaning: what a run kept at a step of a task.</summary>
public sealed class Checkpoint
{
    /// <summary>The kinds a checkpoint can have.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["memory", "network", "optimizer", "learned-loss", "initialization", "training-state"];

    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The run that wrote it.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The task it was taken in, or null when outside tasks.</summary>
    public int? TaskIndex { get; init; }

    /// <summary>Step within the task after which it was taken.</summary>
    public required long Step { get; init; }

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>SHA-256 of its bytes, 32 bytes; names a <see cref="Blob"/>.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Number of bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The safetensors metadata and the names, types and shapes of the tensors.</summary>
    public required JsonDocument Metadata { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
