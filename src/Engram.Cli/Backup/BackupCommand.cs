using System.IO.Compression;
using Engram.Cli.Up;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Cli.Backup;

/// <summary><c>./engram backup</c>: the whole instance into one file, while it works or while it rests.</summary>
internal static class BackupCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var given = new CommandLine("backup", args,
            [new Option("--data", "DIR", "The instance's data directory (default .engram in the checkout, or ENGRAM_DATA).")], word: "file");
        var file = Path.GetFullPath(given.Word ?? throw new UsageException("Say where to: ./engram backup FILE."));
        using var stop = new StopSignals();
        await RunAsync(file, InstanceDatabase.DataOf(given.Text("--data")), Terminal.Ours, stop.Token);
        return 0;
    }

    private static async Task RunAsync(string file, string data, Terminal terminal, CancellationToken ct)
    {
        using var backup = new BackupWriter(file);
        await using var database = await InstanceDatabase.OpenAsync(data, ct);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(ct);
        var schema = await Schema.AppliedAsync(connection, ct) ?? throw new RefusedException("The database is empty: there is nothing to back up.");

        // Rows and content of one moment: what is deleted meanwhile is still seen in here.
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var export = new NpgsqlCommand("select pg_export_snapshot(), now(), current_setting('server_version_num')::int / 10000", connection);
        string snapshot;
        DateTimeOffset now;
        int major;
        await using (var row = await export.ExecuteReaderAsync(ct))
        {
            await row.ReadAsync(ct);
            (snapshot, now, major) = (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2));
        }
        terminal.Progress("database …");
        await database.Clients.DumpAsync(snapshot, dump => backup.AddAsync(BackupManifest.Dump, dump, CompressionLevel.NoCompression, ct), ct);
        var lost = await AddArtifactsAsync(backup, connection, data, terminal, ct);
        backup.Finish(now, schema, major);
        terminal.Done($"{file}: {ByteWords.Of(new FileInfo(file).Length)}, as it was at {now:yyyy-MM-dd HH:mm:ss} UTC.");
        if (lost > 0) terminal.Line($"  ! {lost} artifacts have lost their bytes: they are named in the record, and their content is not in {data}.");
    }

    private static async Task<int> AddArtifactsAsync(BackupWriter backup, NpgsqlConnection connection, string data, Terminal terminal, CancellationToken ct)
    {
        var content = ArtifactsOf(data);
        List<ContentAddress> wanted = [];
        await using (var command = new NpgsqlCommand("select distinct sha256 from artifacts order by sha256", connection))
        {
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct)) wanted.Add(new(rows.GetFieldValue<byte[]>(0)));
        }
        var lost = 0;
        foreach (var (index, address) in wanted.Index())
        {
            if (index % 100 == 0) terminal.Progress($"artifacts {index} of {wanted.Count} …");
            await using var bytes = content.Open(address);
            if (bytes is null) lost++;
            else await backup.AddAsync($"{BackupManifest.Artifacts}{address}", bytes, CompressionLevel.Fastest, ct);
        }
        return lost;
    }

    /// <summary>The content of the artifacts of a data directory.</summary>
    public static FolderContent ArtifactsOf(string data) => new(Path.Combine(data, "artifacts"), ContentLimits.Default);
}
