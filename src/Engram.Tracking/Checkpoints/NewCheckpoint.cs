using System.Security.Cryptography;
using Engram.Numerics.Serialization;

namespace Engram.Tracking.Checkpoints;

/// <summary>A checkpoint on its way into the record. What cannot be kept is refused here.</summary>
/// <param name="kind">One of <see cref="Checkpoint.Kinds"/>.</param>
/// <param name="taskIndex">The task it was taken in; null outside tasks.</param>
/// <param name="step">Step within the task after which it was taken.</param>
/// <param name="content">A safetensors file of at most <see cref="CheckpointStore.MostBytes"/>; must not change any more.</param>
/// <param name="takenAt">Now.</param>
/// <exception cref="SafeTensorsFormatException">The bytes are not a safetensors file; says why.</exception>
/// <exception cref="ArgumentException">Kind or size are not allowed.</exception>
public sealed class NewCheckpoint(string kind, int? taskIndex, long step, ReadOnlyMemory<byte> content, DateTimeOffset takenAt)
{
    /// <summary>UUIDv7, given out here.</summary>
    public Guid Id { get; } = Guid.CreateVersion7(takenAt);

    /// <summary>One of <see cref="Checkpoint.Kinds"/>.</summary>
    public string Kind { get; } = Checkpoint.Kinds.Contains(kind) ? kind
        : throw new ArgumentException($"There is no kind of checkpoint '{kind}'. Known: {string.Join(", ", Checkpoint.Kinds)}.", nameof(kind));

    /// <summary>The task it was taken in; null outside tasks.</summary>
    public int? TaskIndex { get; } = taskIndex;

    /// <summary>Step within the task after which it was taken.</summary>
    public long Step { get; } = step;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; } = content.Length <= CheckpointStore.MostBytes ? content
        : throw new ArgumentException(
            $"The checkpoint has {content.Length} bytes; at most {CheckpointStore.MostBytes} are kept. Save its parts as several checkpoints.", nameof(content));

    /// <summary>When it was taken.</summary>
    public DateTimeOffset TakenAt { get; } = takenAt;

    /// <summary>SHA-256 of the bytes, 32 bytes.</summary>
    internal byte[] Sha256 { get; } = SHA256.HashData(content.Span);

    /// <summary>What the bytes say about themselves, for the column <c>metadata</c>.</summary>
    internal string Metadata { get; } = CheckpointMetadata.Of(content.Span).ToJson();
}
