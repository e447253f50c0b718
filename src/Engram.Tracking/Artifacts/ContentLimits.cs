namespace Engram.Tracking.Artifacts;

/// <summary>How much is kept of what clients send.</summary>
/// <param name="File">Most bytes of one artifact.</param>
/// <param name="Total">Most bytes of all content together, the same bytes counted once.</param>
/// <param name="Free">Bytes that stay free on the disk whatever comes: the database may live on it too.</param>
public sealed record ContentLimits(long File, long Total, long Free)
{
    /// <summary>64 GiB a file, no limit together, and 1 GiB of the disk left free.</summary>
    public static ContentLimits Default { get; } = new(64L << 30, long.MaxValue, 1L << 30);
}

/// <summary>One artifact is more than a file may have; nothing was kept.</summary>
/// <param name="most">Most bytes of a file.</param>
public sealed class ContentTooLargeException(long most) : Exception(
    $"An artifact has at most {ByteWords.Of(most)} here, and this one has more; nothing was kept. Split it, or raise Artifacts__MostBytesPerFile.");

/// <summary>There is no room for more content; nothing was kept.</summary>
/// <param name="reason">What is full, and what helps.</param>
public sealed class ContentFullException(string reason) : Exception(reason);
