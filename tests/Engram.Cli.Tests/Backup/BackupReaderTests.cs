using System.IO.Compression;
using Engram.Cli.Backup;

namespace Engram.Cli.Tests.Backup;

public sealed class BackupReaderTests : IDisposable
{
    private static readonly byte[] Dump = [1, 2, 3];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-reader-");

    private string Source => Path.Combine(_folder.FullName, "all.backup");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_written_is_whole_and_its_bytes_are_there()
    {
        await WriteAsync(BackupManifest.Dump);
        using var reader = BackupReader.Open(Source);
        await reader.VerifyAsync(default);
        var read = new MemoryStream();
        await using (var content = reader.Open(Assert.Single(reader.Manifest.Entries))) await content.CopyToAsync(read);
        Assert.Equal(Dump, read.ToArray());
    }

    [Theory]
    [InlineData("../evil", "its manifest names '../evil', which is nothing that belongs into a backup")]
    [InlineData("artifacts/0000", "its manifest names 'artifacts/0000', which is nothing that belongs into a backup")]
    public async Task A_name_that_does_not_belong_there_is_refused(string name, string reason)
    {
        await WriteAsync(BackupManifest.Dump, name);
        Assert.Equal($"The backup is damaged: {reason}. Nothing was changed.", await RefusalAsync());
    }

    [Fact]
    public async Task A_backup_without_a_database_is_none()
    {
        await WriteAsync();
        Assert.Contains("it has no database.dump", await RefusalAsync());
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 4 }, "database.dump has other bytes than when it was made")]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "database.dump has other bytes than when it was made")]
    [InlineData(new byte[] { 1, 2 }, "database.dump has other bytes than when it was made")]
    [InlineData(null, "database.dump is missing")]
    public async Task Other_bytes_than_the_manifest_says_are_damage(byte[]? bytes, string reason)
    {
        await WriteAsync(BackupManifest.Dump);
        using (var zip = ZipFile.Open(Source, ZipArchiveMode.Update))
        {
            zip.GetEntry(BackupManifest.Dump)!.Delete();
            if (bytes is not null)
            {
                using var entry = zip.CreateEntry(BackupManifest.Dump).Open();
                entry.Write(bytes);
            }
        }
        Assert.Contains(reason, await RefusalAsync());
    }

    [Fact]
    public void What_is_no_archive_is_no_backup()
    {
        File.WriteAllText(Source, "nonsense");
        Assert.Contains("is no backup that can be restored.", Assert.Throws<RefusedException>(() => BackupReader.Open(Source)).Message);
        Assert.Contains("Nothing was changed.", Assert.Throws<RefusedException>(() => BackupReader.Open(Path.Combine(_folder.FullName, "nowhere"))).Message);
        using (ZipFile.Open(Path.Combine(_folder.FullName, "empty"), ZipArchiveMode.Create)) { }
        Assert.Contains("It has no manifest.json.", Assert.Throws<RefusedException>(() => BackupReader.Open(Path.Combine(_folder.FullName, "empty"))).Message);
    }

    private async Task<string> RefusalAsync()
    {
        using var reader = BackupReader.Open(Source);
        return (await Assert.ThrowsAsync<RefusedException>(() => reader.VerifyAsync(default))).Message;
    }

    private async Task WriteAsync(params string[] names)
    {
        using var writer = new BackupWriter(Source);
        foreach (var name in names) await writer.AddAsync(name, new MemoryStream(Dump), CompressionLevel.NoCompression, default);
        writer.Finish(DateTimeOffset.UnixEpoch, "schema", 15);
    }
}
