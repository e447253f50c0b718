using System.IO.Compression;
using Engram.Tracking.Storage;

namespace Engram.Cli.Backup;

/// <summary>Reads a backup.</summary>
internal sealed class BackupReader : IDisposable
{
    private readonly ZipArchive _zip;

    private BackupReader(ZipArchive zip, BackupManifest manifest) => (_zip, Manifest) = (zip, manifest);

    public BackupManifest Manifest { get; }

    /// <summary>Opens a backup.</summary>
    /// <exception cref="RefusedException">It is none, or of another version; says what is wrong.</exception>
    public static BackupReader Open(string path)
    {
        try
        {
            var zip = ZipFile.OpenRead(path);
            try
            {
                var entry = zip.GetEntry(BackupManifest.Name) ?? throw new RefusedException($"It has no {BackupManifest.Name}.");
                using var json = entry.Open();
                return new(zip, BackupManifest.Read(json));
            }
            catch
            {
                zip.Dispose();
                throw;
            }
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException or RefusedException)
        {
            throw new RefusedException($"{path} is no backup that can be restored. {unreadable.Message} Nothing was changed.");
        }
    }

    /// <summary>Reads everything once and compares it with the manifest.</summary>
    /// <exception cref="RefusedException">Something is missing, is more than it should be, or has other bytes.</exception>
    public async Task VerifyAsync(CancellationToken ct)
    {
        var names = Manifest.Entries.Select(entry => entry.Path).ToHashSet();
        if (!names.Contains(BackupManifest.Dump)) throw Damaged($"it has no {BackupManifest.Dump}");
        foreach (var entry in Manifest.Entries)
        {
            if (entry.Path != BackupManifest.Dump && entry.Path != BackupManifest.Artifacts + entry.Sha256) throw Damaged($"its manifest names '{entry.Path}', which is nothing that belongs into a backup");
            try
            {
                await using var content = Open(entry);
                if (await ClaimedBytes.HashAsync(content, entry.Bytes, ct) != entry.Sha256) throw Damaged($"{entry.Path} has other bytes than when it was made");
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException)
            {
                throw Damaged($"{entry.Path} cannot be read ({broken.Message})");
            }
        }
    }

    /// <summary>The bytes of a file.</summary>
    public Stream Open(BackupEntry entry) => (_zip.GetEntry(entry.Path) ?? throw Damaged($"{entry.Path} is missing")).Open();

    public void Dispose() => _zip.Dispose();

    private static RefusedException Damaged(string how) => new($"The backup is damaged: {how}. Nothing was changed.");
}
