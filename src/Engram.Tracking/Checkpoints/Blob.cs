namespace Engram.Tracking.Checkpoints;

/// <summary>Bytes, kept once however many checkpoints have them.</summary>
/// <param name="Sha256">SHA-256 of the bytes, 32 bytes.</param>
/// <param name="Size">Number of bytes.</param>
/// <param name="Content">The bytes.</param>
public sealed record Blob(byte[] Sha256, long Size, byte[] Content);
