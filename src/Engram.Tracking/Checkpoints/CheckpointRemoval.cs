using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Checkpoints;

/// <summary>Deletes checkpoints that nothing depends on, and the bytes that no checkpoint has any more.</summary>
/// <param name="database">The record.</param>
public sealed class CheckpointRemoval(NpgsqlDataSource database)
{
    private const int SweepAttempts = 5;

    /// <summary>Deletes a checkpoint; its bytes go with the next sweep, unless another checkpoint has them too.</summary>
    /// <returns>False when there is no such checkpoint.</returns>
    /// <exception cref="CheckpointInUseException">Something started from it; nothing was deleted.</exception>
    public async Task<bool> DeleteAsync(Guid checkpoint, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Whoever wants to start from it needs this row, and waits.
        await using (var locked = transaction.Statement("select true from checkpoints where id = $1 for update", checkpoint))
        {
            if (await locked.ExecuteScalarAsync(ct) is null) return false;
        }
        await using (var users = transaction.Statement("""
            select array(select distinct run_id from transfers where checkpoint_id = $1 order by run_id),
              array(select study_id from study_inputs where checkpoint_id = $1 order by study_id)
            """, checkpoint))
        {
            await using var reader = await users.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            var (runs, studies) = (reader.GetFieldValue<Guid[]>(0), reader.GetFieldValue<Guid[]>(1));
            if (runs.Length + studies.Length > 0) throw new CheckpointInUseException(checkpoint, runs, studies);
        }
        await using (var delete = transaction.Statement("delete from checkpoints where id = $1", checkpoint)) await delete.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Deletes bytes that no checkpoint has. Safe beside workers that save checkpoints.</summary>
    /// <returns>How many blobs, and how many bytes.</returns>
    public async Task<(long Blobs, long Bytes)> SweepAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = database.Statement("""
                    with orphans as (
                      select sha256 from blobs b where not exists (select from checkpoints c where c.sha256 = b.sha256) for update skip locked
                    ), gone as (
                      delete from blobs b using orphans o where b.sha256 = o.sha256 returning b.size
                    )
                    select count(*), coalesce(sum(size), 0)::bigint from gone
                    """);
                await using var reader = await command.ExecuteReaderAsync(ct);
                await reader.ReadAsync(ct);
                return (reader.GetInt64(0), reader.GetInt64(1));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation && attempt < SweepAttempts)
            {
                // A checkpoint with the bytes of an orphan was committed between our look and our lock: look again.
            }
        }
    }
}

/// <summary>A checkpoint was to be deleted that something started from.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="runs">Runs with a task that started from it.</param>
/// <param name="studies">Studies whose runs start from it.</param>
public sealed class CheckpointInUseException(Guid checkpoint, IReadOnlyList<Guid> runs, IReadOnlyList<Guid> studies) : Exception(
    $"Checkpoint {checkpoint:N} is in use: {string.Join(" and ", Parts(runs, studies))} started from it. Deleting it would cut their lineage; delete those first.")
{
    /// <summary>Runs with a task that started from it.</summary>
    public IReadOnlyList<Guid> Runs { get; } = runs;

    /// <summary>Studies whose runs start from it.</summary>
    public IReadOnlyList<Guid> Studies { get; } = studies;

    private static IEnumerable<string> Parts(IReadOnlyList<Guid> runs, IReadOnlyList<Guid> studies)
    {
        if (runs.Count > 0) yield return $"{(runs.Count == 1 ? "run" : "runs")} {Some(runs)}";
        if (studies.Count > 0) yield return $"{(studies.Count == 1 ? "study" : "studies")} {Some(studies)}";
    }

    private static string Some(IReadOnlyList<Guid> ids) =>
        string.Join(", ", ids.Take(5).Select(id => id.ToString("N"))) + (ids.Count > 5 ? $" and {ids.Count - 5} more" : "");
}
