using System.Buffers;
using System.Security.Cryptography;

namespace Engram.Tracking.Artifacts;

/// <summary>Artifact content as files of one folder: <c>content/ab/abcdef…</c>, named by SHA-256, and <c>incoming/</c> for what is still being read.</summary>
/// <remarks>
/// A file appears under its name only when all its bytes are on the disk: written elsewhere in the folder, flushed, renamed, and the rename flushed.
/// Safe for any number of threads, and of processes. Against <see cref="ContentLimits.Total"/> counts what all of them have, received bytes that are not content yet too; what others add
/// is known some seconds later (<see cref="ContentUsage"/>).
/// </remarks>
public sealed class FolderContent : IArtifactContent
{
    private const int BufferLength = 128 << 10;

    private readonly string _content;
    private readonly string _incoming;
    private readonly ContentLimits _limits;
    private readonly ContentUsage _usage;

    /// <summary>Content of a folder, which is made when the first bytes come.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">How much is kept.</param>
    /// <param name="time">When what there is is counted anew; the system's when null.</param>
    public FolderContent(string folder, ContentLimits limits, TimeProvider? time = null)
    {
        _content = Path.Combine(folder, "content");
        _incoming = Path.Combine(folder, "incoming");
        _limits = limits;
        _usage = new(Count, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task<IReceivedContent> ReceiveAsync(Stream bytes, long? length, CancellationToken ct)
    {
        if (length > _limits.File) throw new ContentTooLargeException(_limits.File);
        Directory.CreateDirectory(_incoming);
        RequireRoom(length ?? 0);
        var file = new ReceivedFile(this, Path.Combine(_incoming, Path.GetRandomFileName()));
        try
        {
            await ReceiveAsync(bytes, file, ct);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Stream? Open(ContentAddress address)
    {
        try
        {
            return new FileStream(PathOf(address), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferLength, FileOptions.Asynchronous);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Delete(ContentAddress address)
    {
        var file = new FileInfo(PathOf(address));
        if (!file.Exists) return;
        var size = file.Length;
        file.Delete();
        _usage.Add(-size);
    }

    /// <inheritdoc/>
    public IEnumerable<(ContentAddress Address, long Size)> List()
    {
        if (!Directory.Exists(_content)) yield break;
        foreach (var file in new DirectoryInfo(_content).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            // A name that is none of ours was put there by a person; it is not ours to count or sweep.
            if (ContentAddress.TryParse(file.Name, out var address)) yield return (address, LengthOf(file));
        }
    }

    /// <inheritdoc/>
    public int ClearAbandoned(DateTimeOffset olderThan)
    {
        if (!Directory.Exists(_incoming)) return 0;
        var old = new DirectoryInfo(_incoming).EnumerateFiles().Where(file => file.LastWriteTimeUtc < olderThan.UtcDateTime).ToList();
        foreach (var file in old) file.Delete();
        return old.Count;
    }

    private async Task ReceiveAsync(Stream bytes, ReceivedFile received, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            await using var file = new FileStream(received.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            while (await bytes.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var count)
            {
                if (received.Size + count > _limits.File) throw new ContentTooLargeException(_limits.File);
                RequireRoom(count);
                await file.WriteAsync(buffer.AsMemory(0, count), ct);
                hash.AppendData(buffer, 0, count);
                received.Grow(count);
            }
            file.Flush(flushToDisk: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        received.Address = new(hash.GetHashAndReset());
    }

    private void RequireRoom(long more)
    {
        if (_limits.Total < long.MaxValue && _usage.Bytes is var used && used > _limits.Total - more)
        {
            throw new ContentFullException($"Artifacts take {ByteWords.Of(used)} of the {ByteWords.Of(_limits.Total)} they may have together; nothing was kept. "
                + "Delete runs or artifacts that are not needed, or raise Artifacts__MostBytes.");
        }
        var free = new DriveInfo(_incoming).AvailableFreeSpace;
        if (free - more < _limits.Free)
        {
            throw new ContentFullException($"The disk of the artifacts has {ByteWords.Of(free)} left, and {ByteWords.Of(_limits.Free)} of it stay free; nothing was kept. "
                + "Make room on it, or move the data directory (ENGRAM_DATA).");
        }
    }

    private long Count() => List().Sum(content => content.Size) + (Directory.Exists(_incoming) ? new DirectoryInfo(_incoming).EnumerateFiles().Sum(LengthOf) : 0);

    // It may be gone since it was listed: kept, or let go of.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private string PathOf(ContentAddress address)
    {
        var name = address.ToString();
        return Path.Combine(_content, name[..2], name);
    }

    private sealed class ReceivedFile(FolderContent folder, string path) : IReceivedContent
    {
        private bool _isContent;

        public string Path => path;

        public ContentAddress Address { get; set; }

        public long Size { get; private set; }

        public void Grow(int count)
        {
            Size += count;
            folder._usage.Add(count);
        }

        public void Keep()
        {
            if (_isContent) return;
            var target = folder.PathOf(Address);
            if (File.Exists(target)) return;
            var shelf = System.IO.Path.GetDirectoryName(target)!;
            if (!Directory.Exists(shelf))
            {
                Directory.CreateDirectory(shelf);
                FolderFlush.Flush(folder._content);
            }
            File.Move(path, target, overwrite: true);
            FolderFlush.Flush(shelf);
            _isContent = true;
        }

        public void Dispose()
        {
            if (_isContent) return;
            File.Delete(path);
            folder._usage.Add(-Size);
            Size = 0;
        }
    }
}
