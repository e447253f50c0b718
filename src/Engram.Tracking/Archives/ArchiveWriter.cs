using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Engram.Tracking.Archives;

/// <summary>Writes an archive front to back into a stream that need not be able to seek, in constant memory.</summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    private readonly ZipArchive _zip;
    private readonly List<ArchiveEntry> _entries = [];

    private ArchiveWriter(ZipArchive zip) => _zip = zip;

    public static async Task<ArchiveWriter> CreateAsync(Stream stream, CancellationToken ct) =>
        new(await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct));

    /// <summary>Adds a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <param name="ct">Ends it.</param>
    public async Task AddAsync(string path, Func<Stream, Task> write, CancellationToken ct)
    {
        await using var entry = await _zip.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(ct);
        await using var counted = new HashingStream(entry);
        await write(counted);
        await counted.FlushAsync(ct);
        _entries.Add(new(path, counted.Count, counted.Sha256()));
    }

    /// <summary>Adds a file of lines.</summary>
    public Task AddLinesAsync(string path, IAsyncEnumerable<string> lines, CancellationToken ct) => AddAsync(path, async stream =>
    {
        await foreach (var line in lines.WithCancellation(ct))
        {
            var length = Encoding.UTF8.GetByteCount(line) + 1;
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            buffer[Encoding.UTF8.GetBytes(line, buffer)] = (byte)'\n';
            await stream.WriteAsync(buffer.AsMemory(0, length), ct);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }, ct);

    /// <summary>Adds the manifest.</summary>
    public async Task FinishAsync(DateTimeOffset now, Guid project, string name, CancellationToken ct)
    {
        var manifest = new ArchiveManifest(ArchiveManifest.ItsFormat, ArchiveManifest.ItsVersion, now, project, name, _entries);
        await using var entry = await _zip.CreateEntry(ArchiveManifest.File, CompressionLevel.Fastest).OpenAsync(ct);
        await entry.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(manifest, ArchiveManifest.Wire), ct);
    }

    public ValueTask DisposeAsync() => _zip.DisposeAsync();

    /// <summary>Passes bytes on and hashes them.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _hash.AppendData(buffer.Span);
            Count += buffer.Length;
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
