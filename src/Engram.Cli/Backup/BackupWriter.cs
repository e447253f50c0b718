using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Engram.Cli.Backup;

/// <summary>Writes a backup: beside its place, flushed, and renamed at the end, so that its name never stands for half a backup.</summary>
internal sealed class BackupWriter : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly List<BackupEntry> _entries = [];
    private bool _finished;

    /// <param name="path">Where to. Nothing is there yet.</param>
    /// <exception cref="RefusedException">Something is, or it cannot be written.</exception>
    public BackupWriter(string path)
    {
        if (File.Exists(path) || Directory.Exists(path)) throw new RefusedException($"{path} is there already. Choose another name: a backup replaces nothing.");
        _path = path;
        try
        {
            _file = new FileStream(path + ".new", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path} cannot be written: {refused.Message}");
        }
        _zip = new ZipArchive(_file, ZipArchiveMode.Create, leaveOpen: true);
    }

    public long Bytes => _entries.Sum(entry => entry.Bytes);

    /// <summary>Adds a file, in constant memory.</summary>
    public async Task AddAsync(string name, Stream content, CompressionLevel compression, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, bytes) = (ArrayPool<byte>.Shared.Rent(128 << 10), 0L);
        try
        {
            await using var entry = await _zip.CreateEntry(name, compression).OpenAsync(ct);
            while (await content.ReadAsync(buffer, ct) is > 0 and var count)
            {
                await entry.WriteAsync(buffer.AsMemory(0, count), ct);
                hash.AppendData(buffer, 0, count);
                bytes += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        _entries.Add(new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    /// <summary>Adds the manifest and gives the backup its name.</summary>
    public void Finish(DateTimeOffset createdAt, string schema, int postgres)
    {
        var manifest = new BackupManifest(BackupManifest.ItsFormat, BackupManifest.ItsVersion, createdAt, schema, postgres, _entries);
        using (var entry = _zip.CreateEntry(BackupManifest.Name, CompressionLevel.Fastest).Open()) entry.Write(manifest.ToBytes());
        _zip.Dispose();
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path + ".new", _path);
        _finished = true;
    }

    /// <summary>Removes what was not finished.</summary>
    public void Dispose()
    {
        if (_finished) return;
        _zip.Dispose();
        _file.Dispose();
        File.Delete(_path + ".new");
    }
}
