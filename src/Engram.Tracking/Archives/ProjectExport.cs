using System.Data;
using System.Runtime.CompilerServices;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Archives;

/// <summary>Writes a project with everything that is in it into one archive: rows as JSON lines, points as CSV, checkpoints as safetensors, artifacts as they are.</summary>
/// <remarks>Everything is of one moment, whatever goes on beside it; nothing in the bin is in it. Constant memory, but for the names of runs and contents.</remarks>
/// <param name="database">The record.</param>
/// <param name="artifacts">The bytes of artifacts.</param>
public sealed class ProjectExport(NpgsqlDataSource database, IArtifactContent artifacts)
{
    /// <summary>Writes the archive.</summary>
    /// <param name="project">The project.</param>
    /// <param name="found">Called with its name before the first byte; gives the stream to write to, which need not be able to seek.</param>
    /// <param name="ct">Ends it; the archive is not complete then, and says so by having no manifest.</param>
    /// <returns>False when there is no such project: nothing was written.</returns>
    public async Task<bool> WriteAsync(Guid project, Func<string, Stream> found, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        string name;
        DateTimeOffset now;
        await using (var look = moment.Statement("select name, now() from projects where id = $1 and deleted_at is null", project))
        {
            await using var row = await look.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct)) return false;
            (name, now) = (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1));
        }
        await using var archive = await ArchiveWriter.CreateAsync(found(name), ct);
        foreach (var table in ArchiveTable.All)
        {
            var columns = await ArrayAsync<string>(moment, ArchiveTable.ColumnsSql, table.Name, ct);
            await archive.AddLinesAsync(table.File, RowsAsync(moment, table.ExportSql(columns), project, ct), ct);
        }
        foreach (var run in await ArrayAsync<Guid>(moment, "select array(select id from runs where project_id = $1 and deleted_at is null order by id)", project, ct))
        {
            await archive.AddLinesAsync($"{ArchiveManifest.Series}{run:N}.csv", PointsAsync(moment, run, ct), ct);
        }
        foreach (var sha256 in await ArrayAsync<byte[]>(moment, Distinct("checkpoints"), project, ct))
        {
            await archive.AddAsync($"{ArchiveManifest.Checkpoints}{Convert.ToHexStringLower(sha256)}.safetensors", stream => BlobAsync(moment, sha256, stream, ct), ct);
        }
        foreach (var sha256 in await ArrayAsync<byte[]>(moment, Distinct("artifacts"), project, ct))
        {
            // Bytes that are lost are lost: the rest is worth having.
            await using var content = artifacts.Open(new(sha256));
            if (content is not null) await archive.AddAsync($"{ArchiveManifest.Artifacts}{Convert.ToHexStringLower(sha256)}", stream => content.CopyToAsync(stream, ct), ct);
        }
        await archive.FinishAsync(now, project, name, ct);
        return true;
    }

    private static string Distinct(string table) =>
        $"select array(select distinct t.sha256 from {table} t join runs r on r.id = t.run_id where r.project_id = $1 and r.deleted_at is null order by 1)";

    private static async Task<T[]> ArrayAsync<T>(NpgsqlTransaction moment, string sql, object of, CancellationToken ct)
    {
        await using var command = moment.Statement(sql, of);
        return (T[])(await command.ExecuteScalarAsync(ct))!;
    }

    private static async IAsyncEnumerable<string> RowsAsync(NpgsqlTransaction moment, string sql, Guid project, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = moment.Statement(sql, project);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return reader.GetString(0);
    }

    private static async IAsyncEnumerable<string> PointsAsync(NpgsqlTransaction moment, Guid run, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return SeriesCsv.Head;
        await using var command = moment.Statement("""
            select s.key, s.task_index, c.data from series s join metric_chunks c on c.series_id = s.id where s.run_id = $1 order by s.id, c.sequence
            """, run);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        while (await reader.ReadAsync(ct))
        {
            var (key, task) = (reader.GetString(0), await reader.IsDBNullAsync(1, ct) ? (int?)null : reader.GetInt32(1));
            foreach (var line in SeriesCsv.Lines(key, task, ChunkCodec.Decode(reader.GetFieldValue<byte[]>(2)))) yield return line;
        }
    }

    private static async Task BlobAsync(NpgsqlTransaction moment, byte[] sha256, Stream to, CancellationToken ct)
    {
        await using var command = moment.Statement("select content from blobs where sha256 = $1", (object)sha256);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        if (!await reader.ReadAsync(ct)) return;
        await using var content = await reader.GetStreamAsync(0, ct);
        await content.CopyToAsync(to, ct);
    }
}
