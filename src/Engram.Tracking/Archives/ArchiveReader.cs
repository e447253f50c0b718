using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.Tracking.Storage;

namespace Engram.Tracking.Archives;

/// <summary>Reads an archive that somebody sent: nothing in it is believed before it was compared with the manifest.</summary>
internal sealed partial class ArchiveReader : IDisposable
{
    private const int LargestManifest = 256 << 20;
    private const int LongestLine = 64 << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, (ArchiveEntry Entry, ZipArchiveEntry File)> _files = [];

    private ArchiveReader(ZipArchive zip, ArchiveManifest manifest) => (_zip, Manifest) = (zip, manifest);

    public ArchiveManifest Manifest { get; }

    /// <summary>Opens an archive and compares every file with the manifest.</summary>
    /// <param name="file">Can seek.</param>
    /// <param name="most">Most bytes that everything in it may unpack to.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ArchiveException">It is not an archive of ours, or not as it was made.</exception>
    public static async Task<ArchiveReader> OpenAsync(Stream file, long most, CancellationToken ct)
    {
        ArchiveReader? reader = null;
        try
        {
            var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            reader = new(zip, await ManifestAsync(zip, ct));
            await reader.VerifyAsync(most, ct);
            return reader;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or EndOfStreamException or JsonException or NotSupportedException or IOException)
        {
            reader?.Dispose();
            throw new ArchiveException($"It is not a zip archive as Engram makes them, or only a part of one: {wrong.Message}");
        }
        catch
        {
            reader?.Dispose();
            throw;
        }
    }

    /// <summary>True when there is such a file.</summary>
    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>True when the bytes of a file are those that its name says.</summary>
    public bool IsNamedRightly(string path, string sha256) => _files[path].Entry.Sha256 == sha256;

    /// <summary>The bytes of a file.</summary>
    public Stream Open(string path) => _files[path].File.Open();

    /// <summary>The lines of a file; none when there is no such file.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string path)
    {
        if (!_files.ContainsKey(path)) yield break;
        using var reader = new StreamReader(Open(path), new UTF8Encoding(false, throwOnInvalidBytes: false));
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length > LongestLine) throw new ArchiveException($"{path} has a line of {line.Length} characters.");
            if (line.Length > 0) yield return line;
        }
    }

    public void Dispose() => _zip.Dispose();

    private static async Task<ArchiveManifest> ManifestAsync(ZipArchive zip, CancellationToken ct)
    {
        var entry = zip.GetEntry(ArchiveManifest.File) ?? throw new ArchiveException($"It has no {ArchiveManifest.File}: it was never finished, or Engram did not make it.");
        if (entry.Length > LargestManifest) throw new ArchiveException($"Its {ArchiveManifest.File} is too large.");
        await using var json = entry.Open();
        var manifest = await JsonSerializer.DeserializeAsync<ArchiveManifest>(json, ArchiveManifest.Wire, ct);
        if (manifest is not { Format: ArchiveManifest.ItsFormat, Entries: not null, Name: not null }) throw new ArchiveException($"Its {ArchiveManifest.File} is not that of a project.");
        return manifest.Version == ArchiveManifest.ItsVersion ? manifest
            : throw new ArchiveException($"It is of version {manifest.Version}; this program reads version {ArchiveManifest.ItsVersion}. Take it in by the Engram that made it, or by "
                + $"{(manifest.Version > ArchiveManifest.ItsVersion ? "a newer" : "an older")} one than this.");
    }

    private async Task VerifyAsync(long most, CancellationToken ct)
    {
        // Only names that we make: none of them leads anywhere.
        if (Manifest.Entries.FirstOrDefault(entry => entry is null || entry.Path is null || !Known().IsMatch(entry.Path)) is { } strange)
        {
            throw new ArchiveException($"It names '{strange.Path}', which does not belong into an archive of a project.");
        }
        foreach (var entry in Manifest.Entries)
        {
            if (entry.Bytes < 0 || (most -= entry.Bytes) < 0) throw new ArchiveException("It unpacks to more than this server takes.");
            var file = _zip.GetEntry(entry.Path) ?? throw new ArchiveException($"{entry.Path} is missing.");
            if (!_files.TryAdd(entry.Path, (entry, file))) throw new ArchiveException($"{entry.Path} is named twice.");
            await using var content = file.Open();
            if (await ClaimedBytes.HashAsync(content, entry.Bytes, ct) != entry.Sha256) throw new ArchiveException($"{entry.Path} has other bytes than its manifest says.");
        }
        if (_zip.Entries.Count != Manifest.Entries.Count + 1) throw new ArchiveException("It has files that its manifest does not name.");
    }

    [GeneratedRegex("^(tables/[a-z_]{1,40}[.]jsonl|series/[0-9a-f]{32}[.]csv|checkpoints/[0-9a-f]{64}[.]safetensors|artifacts/[0-9a-f]{64})$")]
    private static partial Regex Known();
}
