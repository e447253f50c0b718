namespace Engram.Tracking.Artifacts;

/// <summary>Where the bytes of artifacts lie: the seam between the record, which knows names, and whatever keeps the bytes.</summary>
/// <remarks>
/// Content is named by its SHA-256, so the same bytes are kept once and never change. Taking bytes in has two steps: <see cref="ReceiveAsync"/> reads
/// them to a place nobody sees, <see cref="IReceivedContent.Keep"/> makes them content. The record's row is written between the second step
/// and the commit, under a lock that the sweep of unreferenced content takes too; see <see cref="ArtifactStore"/>.
/// </remarks>
public interface IArtifactContent
{
    /// <summary>Reads a stream to its end, in constant memory.</summary>
    /// <param name="bytes">What to read.</param>
    /// <param name="length">How many bytes will come, where that is known: what is too large is then refused before it is read.</param>
    /// <param name="ct">Ends the wait; nothing stays behind.</param>
    /// <returns>The bytes, not yet content: keep or dispose them.</returns>
    /// <exception cref="ContentTooLargeException">It is more than one file may have.</exception>
    /// <exception cref="ContentFullException">There is no room for it.</exception>
    Task<IReceivedContent> ReceiveAsync(Stream bytes, long? length, CancellationToken ct);

    /// <summary>The bytes of some content as a stream that can seek, or null when there is no such content.</summary>
    /// <param name="address">Which.</param>
    Stream? Open(ContentAddress address);

    /// <summary>Lets go of content. What is being read stays readable until its streams are closed; deleting it again changes nothing.</summary>
    /// <param name="address">Which.</param>
    void Delete(ContentAddress address);

    /// <summary>Everything there is, in no order, with its size in bytes.</summary>
    IEnumerable<(ContentAddress Address, long Size)> List();

    /// <summary>Deletes what was received and neither kept nor disposed, by a process that is gone.</summary>
    /// <param name="olderThan">Only what nobody has written to since.</param>
    /// <returns>How many there were.</returns>
    int ClearAbandoned(DateTimeOffset olderThan);
}

/// <summary>Bytes that were received and are not content yet. Disposing it lets go of them unless they were kept.</summary>
public interface IReceivedContent : IDisposable
{
    /// <summary>The name they have as content.</summary>
    ContentAddress Address { get; }

    /// <summary>How many bytes.</summary>
    long Size { get; }

    /// <summary>Makes them content that survives a power cut once this returns; content that is there already stays as it is.</summary>
    void Keep();
}
