using Engram.Cli.Up;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Storage;
using Engram.Tracking.Storage.Processes;
using Npgsql;

namespace Engram.Cli.Backup;

/// <summary><c>./engram restore</c>: a backup into a data directory, or a database, in which there is nothing yet.</summary>
internal static class RestoreCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var given = new CommandLine("restore", args,
        [
            new Option("--data", "DIR", "The instance's data directory (default .engram in the checkout, or ENGRAM_DATA)."),
            new Option("--replace", null, "Throw away what is there now."),
        ], word: "file");
        var file = Path.GetFullPath(given.Word ?? throw new UsageException("Say what to restore: ./engram restore FILE."));
        using var stop = new StopSignals();
        await RunAsync(file, InstanceDatabase.DataOf(given.Text("--data")), given.Has("--replace"), Terminal.Ours, stop.Token);
        return 0;
    }

    private static async Task RunAsync(string file, string data, bool replace, Terminal terminal, CancellationToken ct)
    {
        using var backup = BackupReader.Open(file);
        if (string.CompareOrdinal(backup.Manifest.Schema, Schema.Version) > 0)
        {
            throw new RefusedException($"The backup is at {backup.Manifest.Schema}, newer than this program knows ({Schema.Version}). Restore it with the program that made it, or a newer one.");
        }
        terminal.Progress("reading the backup …");
        await backup.VerifyAsync(ct);

        Directory.CreateDirectory(data);
        using var @lock = DirectoryLock.TryTake(data)
            ?? throw new RefusedException($"{data} is in use by a running Engram{(DirectoryLock.Holder(data) is { } pid ? $" (process {pid})" : "")}. Stop it first, or restore into another directory: --data DIR.");
        await using var database = await InstanceDatabase.OpenOrMakeAsync(data, ct);
        if (!replace && await HasTablesAsync(database.ConnectionString, ct))
        {
            throw new RefusedException($"There is an Engram in {data} already, and restoring would throw it away. Restore into another directory (--data DIR), or say --replace. Nothing was changed.");
        }
        // Content first: files that no row names yet do no harm, rows whose files are missing would.
        await TakeArtifactsAsync(backup, data, terminal, ct);
        terminal.Progress("database …");
        var dump = backup.Manifest.Entries.Single(entry => entry.Path == BackupManifest.Dump);
        await using (var bytes = backup.Open(dump)) await database.Clients.RestoreAsync(bytes, ct);
        terminal.Done($"{data} is as it was at {backup.Manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC. ./engram up{(data == Checkout.Find().Data ? "" : $" --data {data}")} goes on from there.");
    }

    private static async Task TakeArtifactsAsync(BackupReader backup, string data, Terminal terminal, CancellationToken ct)
    {
        var content = BackupCommand.ArtifactsOf(data);
        List<BackupEntry> artifacts = [.. backup.Manifest.Entries.Where(entry => entry.Path != BackupManifest.Dump)];
        foreach (var (index, entry) in artifacts.Index())
        {
            if (index % 100 == 0) terminal.Progress($"artifacts {index} of {artifacts.Count} …");
            if (ContentAddress.TryParse(entry.Sha256, out var address) && content.Open(address) is { } there)
            {
                await there.DisposeAsync();
                continue;
            }
            await using var bytes = backup.Open(entry);
            using var received = await content.ReceiveAsync(bytes, entry.Bytes, ct);
            received.Keep();
        }
    }

    private static async Task<bool> HasTablesAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select exists (select from pg_tables where schemaname = 'public')", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
