namespace Engram.Tracking.Metrics;

/// <summary>Bytes that should be a chunk are not one; nothing was read from them.</summary>
/// <param name="reason">What is wrong, and where.</param>
public sealed class ChunkFormatException(string reason) : FormatException($"Not a readable chunk of points: {reason}");
