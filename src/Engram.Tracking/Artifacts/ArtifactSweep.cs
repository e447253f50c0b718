using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Artifacts;

/// <summary>Removes content that no artifact points to any more: of deleted runs, of overwritten files, of writes that were cut off.</summary>
/// <param name="database">The record.</param>
/// <param name="content">The bytes.</param>
/// <param name="time">Tells what was abandoned.</param>
public sealed class ArtifactSweep(NpgsqlDataSource database, IArtifactContent content, TimeProvider time)
{
    private const int BatchLength = 1_000;

    /// <summary>What nobody has written to for so long is of a process that is gone.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(6);

    /// <summary>Goes through all content once.</summary>
    /// <returns>How many bytes were let go of.</returns>
    /// <remarks>Each content is deleted in a transaction of its own, under a lock that writers of the same bytes wait for. O(content).</remarks>
    public async Task<long> SweepAsync(CancellationToken ct)
    {
        content.ClearAbandoned(time.GetUtcNow() - Abandoned);
        var freed = 0L;
        foreach (var batch in content.List().Chunk(BatchLength))
        {
            var used = await UsedAsync([.. batch.Select(one => one.Address.ToBytes())], ct);
            foreach (var (address, size) in batch.Where(one => !used.Contains(one.Address)))
            {
                if (await DeleteAsync(address, ct)) freed += size;
            }
        }
        return freed;
    }

    private async Task<HashSet<ContentAddress>> UsedAsync(byte[][] addresses, CancellationToken ct)
    {
        await using var command = database.Statement("select distinct sha256 from artifacts where sha256 = any($1)", (object)addresses);
        HashSet<ContentAddress> used = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) used.Add(new(reader.GetFieldValue<byte[]>(0)));
        return used;
    }

    private async Task<bool> DeleteAsync(ContentAddress address, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var @lock = transaction.Statement("select pg_advisory_xact_lock($1)", address.LockKey)) await @lock.ExecuteNonQueryAsync(ct);
        // A statement of its own: only one that begins after the lock was got sees what the writer before us committed.
        await using (var look = transaction.Statement("select exists (select from artifacts where sha256 = $1)", (object)address.ToBytes()))
        {
            if ((bool)(await look.ExecuteScalarAsync(ct))!) return false;
        }
        content.Delete(address);
        await transaction.CommitAsync(ct);
        return true;
    }
}
