using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Checkpoints;

/// <summary>Reads checkpoints: which there are, and their bytes.</summary>
/// <param name="database">The record.</param>
public sealed class CheckpointReader(NpgsqlDataSource database)
{
    /// <summary>The checkpoints of a run, by task, step and kind.</summary>
    public Task<IReadOnlyList<CheckpointInfo>> ListAsync(Guid run, CancellationToken ct) => QueryAsync("c.run_id = $1", run, ct);

    /// <summary>A checkpoint, or null when there is none.</summary>
    public async Task<CheckpointInfo?> FindAsync(Guid checkpoint, CancellationToken ct) => (await QueryAsync("c.id = $1", checkpoint, ct)).SingleOrDefault();

    /// <summary>All bytes of a checkpoint, or null when there is none.</summary>
    public async Task<byte[]?> ReadAsync(Guid checkpoint, CancellationToken ct)
    {
        await using var command = database.Statement("select b.content from checkpoints c join blobs b on b.sha256 = c.sha256 where c.id = $1", checkpoint);
        return await command.ExecuteScalarAsync(ct) as byte[];
    }

    /// <summary>The bytes of a checkpoint as a stream that can be positioned, for range requests; or null when there is none.</summary>
    /// <remarks>Holds no connection between reads, and one window of 256 KiB in memory.</remarks>
    public async Task<Stream?> OpenAsync(Guid checkpoint, CancellationToken ct)
    {
        await using var command = database.Statement("select sha256, size from checkpoints where id = $1", checkpoint);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new BlobStream(database, reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)) : null;
    }

    private async Task<IReadOnlyList<CheckpointInfo>> QueryAsync(string where, Guid id, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            select c.id, c.run_id, c.task_index, t.name, c.step, c.kind, encode(c.sha256, 'hex'), c.size, c.metadata::text, c.created_at,
              (select count(*) from transfers where checkpoint_id = c.id) + (select count(*) from study_inputs where checkpoint_id = c.id)
            from checkpoints c left join tasks t on t.run_id = c.run_id and t.index = c.task_index
            where {where} order by c.task_index nulls first, c.step, c.kind, c.id
            """, id);
        List<CheckpointInfo> found = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetInt64(4), reader.GetString(5), reader.GetString(6), reader.GetInt64(7), CheckpointMetadata.FromJson(reader.GetString(8)),
                reader.GetFieldValue<DateTimeOffset>(9), reader.GetInt64(10)));
        }
        return found;
    }
}
