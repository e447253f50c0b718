using System.IO.Compression;
using Engram.Cli.Backup;
using Engram.Tracking.Storage;

namespace Engram.Cli.Tests.Backup;

/// <summary>An instance into a file and back, on private PostgreSQL servers.</summary>
[Trait("Pace", "Slow")]
public sealed class BackupTests : IDisposable
{
    private readonly DataFolder _from = new();
    private readonly DataFolder _to = new();

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    private string BackupFile => Path.Combine(_from.Path, "all.backup");

    [Fact]
    public async Task What_is_restored_is_what_was_backed_up_to_the_last_bit()
    {
        string before;
        await using (var server = await _from.StartAsync())
        {
            await _from.FillAsync(server);
            before = await _from.FingerprintAsync(server);
            Assert.Equal(0, await BackupCommand.RunAsync([BackupFile, "--data", _from.Path])); // while it works
        }
        Assert.Equal(0, await RestoreCommand.RunAsync([BackupFile, "--data", _to.Path]));

        await using var restored = await _to.StartAsync();
        Assert.Equal(before, await _to.FingerprintAsync(restored));
        Assert.Contains("runs: 1 ", before);
        Assert.Contains("metric_chunks: 1 ", before);
    }

    [Fact]
    public async Task A_second_instance_is_thrown_away_only_when_told_and_then_wholly()
    {
        string before;
        await using (var server = await _from.StartAsync())
        {
            await _from.FillAsync(server);
            before = await _from.FingerprintAsync(server);
        }
        await BackupCommand.RunAsync([BackupFile, "--data", _from.Path]); // while it rests
        string other;
        await using (var server = await _to.StartAsync())
        {
            await _to.FillAsync(server);
            await SqlAsync(server, "insert into projects (id, name, description, tags, created_at, updated_at) values (gen_random_uuid(), 'other', '', '{}', now(), now()); create table stray (x int)");
            other = await _to.FingerprintAsync(server);
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => RestoreCommand.RunAsync([BackupFile, "--data", _to.Path]));
        Assert.Contains("say --replace. Nothing was changed.", refused.Message);
        await using (var server = await _to.StartAsync()) Assert.Equal(other, await _to.FingerprintAsync(server));

        Assert.Equal(0, await RestoreCommand.RunAsync([BackupFile, "--data", _to.Path, "--replace"]));
        await using (var server = await _to.StartAsync()) Assert.Equal(before, await _to.FingerprintAsync(server));
    }

    [Fact]
    public async Task A_damaged_backup_changes_nothing_whatever_byte_is_damaged()
    {
        await using (var server = await _from.StartAsync()) await _from.FillAsync(server);
        await BackupCommand.RunAsync([BackupFile, "--data", _from.Path]);
        var bytes = File.ReadAllBytes(BackupFile);
        var damaged = Path.Combine(_from.Path, "damaged");
        for (var part = 0; part < 40; part++)
        {
            byte[] other = [.. bytes];
            other[(int)((long)bytes.Length * part / 40)] ^= 0x10;
            File.WriteAllBytes(damaged, other);
            try
            {
                using var reader = BackupReader.Open(damaged);
                await reader.VerifyAsync(default);
                // The bit was in a place that says nothing: between entries, or in a time stamp. Then everything is still whole.
                Assert.All(reader.Manifest.Entries, entry => Assert.Equal(64, entry.Sha256.Length));
            }
            catch (RefusedException refused)
            {
                Assert.Contains("Nothing was changed.", refused.Message);
            }
        }
        File.WriteAllBytes(damaged, bytes[..(bytes.Length / 2)]);
        await Assert.ThrowsAsync<RefusedException>(() => RestoreCommand.RunAsync([damaged, "--data", _to.Path]));
        Assert.Empty(Directory.GetFileSystemEntries(_to.Path));
    }

    [Fact]
    public async Task A_dump_that_cannot_be_taken_in_leaves_what_was_there()
    {
        await using (var server = await _from.StartAsync()) await _from.FillAsync(server);
        await BackupCommand.RunAsync([BackupFile, "--data", _from.Path]);
        string before;
        await using (var server = await _to.StartAsync())
        {
            await _to.FillAsync(server);
            before = await _to.FingerprintAsync(server);
        }
        // Hashes that fit, and half a dump: as if pg_dump had been wrong.
        var wrong = Path.Combine(_from.Path, "wrong");
        using (var from = BackupReader.Open(BackupFile))
        using (var to = new BackupWriter(wrong))
        {
            using var dump = from.Open(from.Manifest.Entries.Single(entry => entry.Path == BackupManifest.Dump));
            var whole = new MemoryStream();
            await dump.CopyToAsync(whole);
            await to.AddAsync(BackupManifest.Dump, new MemoryStream(whole.ToArray()[..(int)(whole.Length * 2 / 3)]), CompressionLevel.NoCompression, default);
            to.Finish(from.Manifest.CreatedAt, from.Manifest.Schema, 15);
        }
        await Assert.ThrowsAsync<RefusedException>(() => RestoreCommand.RunAsync([wrong, "--data", _to.Path, "--replace"]));
        await using (var server = await _to.StartAsync()) Assert.Equal(before, await _to.FingerprintAsync(server));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_before_anything_is_done()
    {
        Assert.Contains("There is no database in", (await Assert.ThrowsAsync<RefusedException>(() => BackupCommand.RunAsync([BackupFile, "--data", _to.Path]))).Message);
        Assert.False(File.Exists(BackupFile) || File.Exists(BackupFile + ".new"));
        File.WriteAllText(BackupFile, "mine");
        Assert.Contains("is there already", (await Assert.ThrowsAsync<RefusedException>(() => BackupCommand.RunAsync([BackupFile, "--data", _from.Path]))).Message);
        Assert.Equal("mine", File.ReadAllText(BackupFile));
        Assert.Contains("is no backup that can be restored", (await Assert.ThrowsAsync<RefusedException>(() => RestoreCommand.RunAsync([BackupFile, "--data", _to.Path]))).Message);
        await Assert.ThrowsAsync<UsageException>(() => BackupCommand.RunAsync([]));
        await Assert.ThrowsAsync<UsageException>(() => RestoreCommand.RunAsync([]));
    }

    private static async Task SqlAsync(PrivatePostgres server, string sql)
    {
        await using var data = Npgsql.NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
