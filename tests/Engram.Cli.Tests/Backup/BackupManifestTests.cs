using System.Text;
using Engram.Cli.Backup;

namespace Engram.Cli.Tests.Backup;

public sealed class BackupManifestTests
{
    private static readonly BackupManifest Manifest = new(
        BackupManifest.ItsFormat, BackupManifest.ItsVersion, new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero), "20261127_Last", 15, [new(BackupManifest.Dump, 7, new('a', 64))]);

    [Fact]
    public void What_is_written_is_read()
    {
        var read = BackupManifest.Read(new MemoryStream(Manifest.ToBytes()));
        Assert.Equal(Manifest.Entries, read.Entries);
        Assert.Equal(Manifest, read with { Entries = Manifest.Entries });
    }

    [Theory]
    [InlineData("nonsense", "Its manifest.json cannot be read.")]
    [InlineData("{}", "Its manifest.json is not that of a backup.")]
    [InlineData("""{"format":"engram-project","version":1,"schema":"x","entries":[]}""", "Its manifest.json is not that of a backup.")]
    [InlineData("""{"format":"engram-backup","version":2,"schema":"x","entries":[]}""", "It is of version 2, and this program reads version 1. Restore it with the program that made it.")]
    public void What_is_no_manifest_is_refused_with_the_reason(string json, string message) =>
        Assert.Equal(message, Assert.Throws<RefusedException>(() => BackupManifest.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message);
}
