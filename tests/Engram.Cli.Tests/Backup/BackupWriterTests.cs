using System.IO.Compression;
using System.Security.Cryptography;
using Engram.Cli.Backup;

namespace Engram.Cli.Tests.Backup;

public sealed class BackupWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-writer-");

    private string Target => Path.Combine(_folder.FullName, "all.backup");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_manifest_names_every_file_with_its_length_and_its_hash()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        using (var writer = new BackupWriter(Target))
        {
            await writer.AddAsync(BackupManifest.Dump, new MemoryStream(bytes), CompressionLevel.NoCompression, default);
            await writer.AddAsync("artifacts/empty", new MemoryStream(), CompressionLevel.Fastest, default);
            Assert.Equal(bytes.Length, writer.Bytes);
            Assert.False(File.Exists(Target), "Its name stands for half a backup.");
            writer.Finish(DateTimeOffset.UnixEpoch, "schema", 15);
        }
        using var zip = ZipFile.OpenRead(Target);
        using var json = zip.GetEntry(BackupManifest.Name)!.Open();
        var manifest = BackupManifest.Read(json);
        Assert.Equal(
            [new BackupEntry(BackupManifest.Dump, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), new BackupEntry("artifacts/empty", 0, Convert.ToHexStringLower(SHA256.HashData([])))],
            manifest.Entries);
        Assert.Equal(BackupManifest.Name, zip.Entries[^1].FullName);
        Assert.Equal([Target], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task What_was_not_finished_is_removed()
    {
        using (var writer = new BackupWriter(Target)) await writer.AddAsync(BackupManifest.Dump, new MemoryStream([1]), CompressionLevel.Fastest, default);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void What_is_there_is_not_replaced_and_what_cannot_be_written_is_said()
    {
        File.WriteAllText(Target, "mine");
        Assert.Contains("is there already", Assert.Throws<RefusedException>(() => new BackupWriter(Target)).Message);
        Assert.Equal("mine", File.ReadAllText(Target));
        Assert.Contains("cannot be written", Assert.Throws<RefusedException>(() => new BackupWriter(Path.Combine(_folder.FullName, "no", "where"))).Message);
    }
}
