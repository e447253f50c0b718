using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Checkpoints;

/// <summary>Bytes of a blob, fetched window by window; can be positioned, cannot be written.</summary>
/// <remarks>The column is stored uncompressed, so that a window costs only the pages it lies on.</remarks>
internal sealed class BlobStream(NpgsqlDataSource database, byte[] sha256, long size) : Stream
{
    private const int WindowSize = 256 << 10;

    private byte[] _window = [];
    private long _windowStart;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= size || buffer.IsEmpty) return 0;
        if (_position < _windowStart || _position >= _windowStart + _window.Length) await FetchAsync(cancellationToken);
        return Copy(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => size + offset,
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException("A blob is never changed.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A blob is never changed.");

    private async Task FetchAsync(CancellationToken ct)
    {
        await using var command = database.Statement("select substring(content from $2 for $3) from blobs where sha256 = $1", sha256, (int)_position + 1, WindowSize);
        _window = await command.ExecuteScalarAsync(ct) as byte[]
            ?? throw new IOException($"The bytes {Convert.ToHexStringLower(sha256)} were deleted while they were read.");
        _windowStart = _position;
    }

    private int Copy(Span<byte> buffer)
    {
        var rest = _window.AsSpan((int)(_position - _windowStart));
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }
}
