using Engram.Tracking.Artifacts;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Deletions;

/// <summary>What was purged.</summary>
/// <param name="Runs">How many runs.</param>
/// <param name="Studies">How many studies.</param>
/// <param name="Projects">How many projects.</param>
/// <param name="Checkpoints">Bytes of checkpoints that nobody has any more.</param>
/// <param name="Artifacts">Bytes of artifacts that nobody has any more.</param>
/// <param name="Kept">How many runs were due and stay, because something outside the bin started from them.</param>
public sealed record Purged(int Runs, int Studies, int Projects, long Checkpoints, long Artifacts, int Kept)
{
    /// <summary>True when nothing was there to be purged.</summary>
    public bool IsNothing => Runs + Studies + Projects == 0;
}

/// <summary>Deletes what is in the bin for good: rows, points, checkpoints, artifacts, and the bytes that nobody else has.</summary>
/// <remarks>
/// Small transactions, so that nobody waits for long; ended at any point, it goes on the next time. One process purges at a time. Space that PostgreSQL frees
/// is used again, and given back to the disk by its vacuum.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="checkpoints">Removes the bytes of checkpoints.</param>
/// <param name="artifacts">Removes the bytes of artifacts.</param>
public sealed class BinPurge(NpgsqlDataSource database, CheckpointRemoval checkpoints, ArtifactSweep artifacts)
{
    private const int RunsAtOnce = 25;
    private const long Lock = 0x456e6772616d4269; // "EngramBi"

    /// <summary>Purges what went into the bin before a time, or only some runs of it.</summary>
    /// <param name="before">What went later stays.</param>
    /// <param name="only">Only these runs; all, and studies and projects, when null.</param>
    /// <param name="ct">Ends it between two transactions.</param>
    /// <returns>Null when another process purges at the moment.</returns>
    public async Task<Purged?> PurgeAsync(DateTimeOffset before, IReadOnlyCollection<Guid>? only, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var take = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = Lock } } };
        if (!(bool)(await take.ExecuteScalarAsync(ct))!) return null;
        try
        {
            return await PurgeLockedAsync(before.ToUniversalTime(), only?.ToArray(), ct);
        }
        finally
        {
            await using var give = new NpgsqlCommand("select pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = Lock } } };
            await give.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<Purged> PurgeLockedAsync(DateTimeOffset before, Guid[]? only, CancellationToken ct)
    {
        var (runs, studies, projects) = (0, 0, 0);
        // Whoever started from a run goes before it, so a chain in the bin goes from its end.
        for (var more = true; more;)
        {
            var gone = 0;
            while (await DueAsync(before, only, ct) is { Length: > 0 } due)
            {
                if (await DeleteAsync(due, before, ct) is var some && some == 0) break;
                gone += some;
            }
            runs += gone;
            var shells = 0;
            if (only is null)
            {
                shells = await DeleteEmptyAsync("studies", "study_id", before, ct);
                studies += shells;
                projects += await DeleteEmptyAsync("projects", "project_id", before, ct);
            }
            more = gone + shells > 0;
        }
        await using var left = database.Statement("select count(*) from runs where deleted_at < $1 and ($2::uuid[] is null or id = any($2))", before, only);
        var kept = (int)(long)(await left.ExecuteScalarAsync(ct))!;
        var blobs = runs > 0 ? (await checkpoints.SweepAsync(ct)).Bytes : 0;
        return new(runs, studies, projects, blobs, runs > 0 ? await artifacts.SweepAsync(ct) : 0, kept);
    }

    // Everything counts that still has a row, in the bin or not: its lineage would be cut.
    private async Task<Guid[]> DueAsync(DateTimeOffset before, Guid[]? only, CancellationToken ct)
    {
        await using var command = database.Statement("""
            select array(select r.id from runs r where r.deleted_at < $1 and ($2::uuid[] is null or r.id = any($2))
              and not exists (select from checkpoints c join transfers t on t.checkpoint_id = c.id where c.run_id = r.id and t.run_id <> r.id)
              and not exists (select from checkpoints c join study_inputs i on i.checkpoint_id = c.id where c.run_id = r.id)
              limit $3)
            """, before, only, RunsAtOnce);
        return (Guid[])(await command.ExecuteScalarAsync(ct))!;
    }

    // Held until everything is gone: a person who restores one of them meanwhile gets all of it or finds nothing.
    private async Task<int> DeleteAsync(Guid[] due, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var hold = transaction.Statement("select id from runs where id = any($1) and deleted_at < $2 order by id for update", due, before);
        List<Guid> runs = [];
        await using (var held = await hold.ExecuteReaderAsync(ct))
        {
            while (await held.ReadAsync(ct)) runs.Add(held.GetGuid(0));
        }
        // Points by themselves: one statement for all series, where the cascade would take one for each.
        await using (var points = transaction.Statement("delete from metric_chunks m using series s where s.id = m.series_id and s.run_id = any($1)", runs.ToArray()))
        {
            await points.ExecuteNonQueryAsync(ct);
        }
        await using (var delete = transaction.Statement("delete from runs where id = any($1)", runs.ToArray())) await delete.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return runs.Count;
    }

    private async Task<int> DeleteEmptyAsync(string table, string reference, DateTimeOffset before, CancellationToken ct)
    {
        await using var command = database.Statement(
            $"delete from {table} x where deleted_at < $1 and not exists (select from runs r where r.{reference} = x.id){(table == "projects" ? " and not exists (select from studies s where s.project_id = x.id)" : "")}",
            before);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
