using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Artifacts;

/// <summary>Files of runs: names in the record, bytes in the content.</summary>
/// <remarks>
/// A name and its bytes meet under a lock of the content's address, shared by writers and taken alone by the sweep: content that a name is about to
/// point to is never swept away.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="content">The bytes.</param>
/// <param name="time">When artifacts are put there.</param>
public sealed class ArtifactStore(NpgsqlDataSource database, IArtifactContent content, TimeProvider time)
{
    /// <summary>Keeps a file; one that has the name already is overwritten.</summary>
    /// <param name="run">The run; null for a file of no run.</param>
    /// <param name="path">As <see cref="ArtifactPath"/> reads it, not empty.</param>
    /// <param name="bytes">Read to its end, in constant memory.</param>
    /// <param name="length">How many bytes will come, where that is known.</param>
    /// <param name="ct">Ends the wait; nothing is kept then.</param>
    /// <exception cref="ArtifactNameException">A folder has this name, or a file has that of one of its folders.</exception>
    /// <exception cref="ContentTooLargeException">It is more than one file may have.</exception>
    /// <exception cref="ContentFullException">There is no room for it.</exception>
    public async Task<ArtifactInfo> PutAsync(Guid? run, string path, Stream bytes, long? length, CancellationToken ct)
    {
        await RequireNameAsync(run, path, ct);
        using var received = await content.ReceiveAsync(bytes, length, ct);
        var artifact = new ArtifactInfo(path, received.Address, received.Size, time.GetUtcNow());

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var @lock = transaction.Statement("select pg_advisory_xact_lock_shared($1)", received.Address.LockKey)) await @lock.ExecuteNonQueryAsync(ct);
        received.Keep();
        await using (var name = transaction.Statement("""
            insert into artifacts (run_id, path, sha256, size, created_at) values ($1::uuid, $2, $3, $4, $5)
            on conflict (run_id, path) do update set sha256 = excluded.sha256, size = excluded.size, created_at = excluded.created_at
            """, run, path, received.Address.ToBytes(), received.Size, artifact.CreatedAt))
        {
            await name.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
        return artifact;
    }

    /// <summary>A file, or null when there is none of this name.</summary>
    public async Task<ArtifactInfo?> FindAsync(Guid? run, string path, CancellationToken ct)
    {
        await using var command = database.Statement(
            "select path, sha256, size, created_at from artifacts where run_id is not distinct from $1::uuid and path = $2", run, path);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(reader.GetString(0), new(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3)) : null;
    }

    /// <summary>The bytes of a file as a stream that can seek; null when they are gone, as they are after another file took its name.</summary>
    public Stream? Open(ArtifactInfo artifact) => content.Open(artifact.Content);

    /// <summary>What lies directly in a folder, by path in the order of bytes; nothing when there is no such folder.</summary>
    /// <param name="run">The run; null for files of no run.</param>
    /// <param name="folder">As <see cref="ArtifactPath"/> reads it; empty for the root.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<ArtifactEntry>> ListAsync(Guid? run, string folder, CancellationToken ct)
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        await using var command = database.Statement("""
            select entry, max(size) filter (where path = entry) from (
              select path, size, $2 || split_part(substr(path, length($2) + 1), '/', 1) as entry
              from artifacts where run_id is not distinct from $1::uuid and starts_with(path, $2) and length(path) > length($2)
            ) lying group by entry order by entry collate "C"
            """, run, prefix);
        List<ArtifactEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) entries.Add(new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt64(1)));
        return entries;
    }

    /// <summary>Every file of a run, by path in the order of bytes.</summary>
    public async Task<IReadOnlyList<ArtifactInfo>> ListAllAsync(Guid run, CancellationToken ct)
    {
        await using var command = database.Statement(
            "select path, sha256, size, created_at from artifacts where run_id = $1 order by path collate \"C\"", run);
        List<ArtifactInfo> all = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            all.Add(new(reader.GetString(0), new(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }
        return all;
    }

    /// <summary>Lets go of a file, or of a folder with all that is in it. The sweep lets go of the bytes when nobody else has them.</summary>
    /// <returns>How many files went.</returns>
    public async Task<int> DeleteAsync(Guid? run, string path, CancellationToken ct)
    {
        await using var command = database.Statement(
            "delete from artifacts where run_id is not distinct from $1::uuid and (path = $2 or starts_with(path, $3))", run, path, path + "/");
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task RequireNameAsync(Guid? run, string path, CancellationToken ct)
    {
        var parts = path.Split('/');
        string[] folders = [.. Enumerable.Range(1, parts.Length - 1).Select(count => string.Join('/', parts[..count]))];
        await using var command = database.Statement("""
            select path from artifacts where run_id is not distinct from $1::uuid and (path = any($2) or starts_with(path, $3)) limit 1
            """, run, folders, path + "/");
        if (await command.ExecuteScalarAsync(ct) is string other)
        {
            throw new ArtifactNameException(other.StartsWith(path + "/", StringComparison.Ordinal)
                ? $"'{path}' is a folder here: it has '{other}'. Choose another name for the file, or delete the folder first."
                : $"'{other}' is a file here, so that nothing can lie in it. Choose another name than '{path}', or delete the file first.");
        }
    }
}
