using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Deletions;

/// <summary>Puts runs, studies and projects into the bin, from which they come back as they were until they are purged.</summary>
/// <remarks>
/// Runs go in batches of <see cref="BatchLength"/>, each a transaction of its own: whoever logs to one of them, or commits points together with
/// somebody who does, waits for one batch at most. What goes together has one time of deletion.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="time">When things are deleted.</param>
public sealed class Deletion(NpgsqlDataSource database, TimeProvider time)
{
    private const int BatchLength = 500;
    private const string Open = "(r.study_id is not null and r.state in ('queued', 'running'))";
    private const string Going = "select id from going";

    /// <summary>Puts runs into the bin. Those that a worker has or that others started from stay, unless these others go, too.</summary>
    /// <param name="runs">Any; unknown ones and those in the bin are passed over.</param>
    /// <param name="ct">Ends it between two batches; what went by then is in the bin.</param>
    public async Task<BinnedRuns> DeleteRunsAsync(IReadOnlyCollection<Guid> runs, CancellationToken ct)
    {
        var now = Now();
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, "create temp table asked (id uuid primary key); create temp table going (id uuid primary key)", [], ct);
        try
        {
            await ExecuteAsync(connection, "insert into asked select distinct r.id from unnest($1) wanted(id) join runs r on r.id = wanted.id where r.deleted_at is null", [runs.ToArray()], ct);
            await ExecuteAsync(connection, $"insert into going select r.id from asked a join runs r on r.id = a.id where not {Open}; analyze going", [], ct);
            await KeepNeededAsync(connection, "", ct);
            await BatchesAsync(connection, now, ct);
            var gone = await CountAsync(connection, "select count(*) from asked a join runs r on r.id = a.id where r.deleted_at = $1", now, ct);
            var asked = await CountAsync(connection, "select count(*) from asked where $1 is not null", now, ct);
            return new(now, gone, asked - gone, gone == asked ? [] : await KeptAsync(connection, now, ct));
        }
        finally
        {
            await ExecuteAsync(connection, "drop table asked; drop table going", [], CancellationToken.None);
        }
    }

    /// <summary>Puts a study with its runs into the bin.</summary>
    /// <returns>Null when there is no such study. When something is kept, nothing went.</returns>
    public Task<BinnedRuns?> DeleteStudyAsync(Guid study, CancellationToken ct) => DeleteWithRunsAsync(
        "select id from studies where id = $1 and deleted_at is null for update", "study_id = $1", "select $1::uuid",
        "update studies set deleted_at = $2 where id = $1", study, ct);

    /// <summary>Puts a project with its studies and runs into the bin. Its name is free at once.</summary>
    /// <returns>Null when there is no such project. When something is kept, nothing went.</returns>
    public Task<BinnedRuns?> DeleteProjectAsync(Guid project, CancellationToken ct) => DeleteWithRunsAsync(
        // A submission shares this row: either its runs are seen here, or it waits and finds no project.
        "select id from projects where id = $1 and deleted_at is null for no key update", "project_id = $1", "select id from studies where project_id = $1",
        """
        with gone as (update studies set deleted_at = $2 where project_id = $1 and deleted_at is null)
        update projects set deleted_at = $2 where id = $1
        """, project, ct);

    /// <summary>Puts into the bin what an interrupted deletion of a study or project left outside.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        while (true)
        {
            await using var command = database.Statement("""
                with left_behind as (
                  select r.id, coalesce(s.deleted_at, p.deleted_at) as deleted_at from runs r join projects p on p.id = r.project_id left join studies s on s.id = r.study_id
                  where r.deleted_at is null and (s.deleted_at is not null or p.deleted_at is not null) and r.id = any(array(
                    -- From the few in the bin to their runs, along the indexes that the orders name: nearly always there are none, and reading all runs would be what finds that out.
                    (select left_out.id from studies s cross join lateral (
                       select r.id from runs r where r.study_id = s.id and r.deleted_at is null order by r.condition_id limit $1) left_out where s.deleted_at is not null limit $1)
                    union all
                    (select left_out.id from projects p cross join lateral (
                       select r.id from runs r where r.project_id = p.id and r.deleted_at is null order by r.study_id limit $1) left_out where p.deleted_at is not null limit $1)))
                  order by r.id for no key update of r skip locked
                )
                update runs r set deleted_at = l.deleted_at from left_behind l where r.id = l.id
                """, BatchLength);
            if (await command.ExecuteNonQueryAsync(ct) == 0) return;
        }
    }

    private async Task<BinnedRuns?> DeleteWithRunsAsync(string hold, string belongs, string studies, string delete, Guid id, CancellationToken ct)
    {
        var now = Now();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var held = transaction.Statement(hold, id))
        {
            if (await held.ExecuteScalarAsync(ct) is null) return null;
        }
        await ExecuteAsync(connection, "create temp table asked (id uuid primary key) on commit drop; create temp table going (id uuid primary key) on commit drop", [], ct);
        await ExecuteAsync(connection, $"insert into asked select id from runs where deleted_at is null and {belongs}", [id], ct);
        await using (var kept = transaction.Statement($"""
            select r.id, {Open}, {NeededRuns.BySql("r")} from asked a join runs r on r.id = a.id
            where {Open} or {NeededRuns.Sql("r", "select id from asked", studies)} order by r.id
            """, id))
        {
            if (await ReadKeptAsync(kept, ct) is { Count: > 0 } stays) return new(now, 0, stays.Count, [.. stays.Take(100)]);
        }
        await using (var mark = transaction.Statement(delete, id, now)) await mark.ExecuteNonQueryAsync(ct);
        await using (var all = transaction.Statement("select array(select id from asked)"))
        {
            var runs = (Guid[])(await all.ExecuteScalarAsync(ct))!;
            await transaction.CommitAsync(ct);
            foreach (var batch in runs.Chunk(BatchLength))
            {
                // Nothing new can start from them or take them on: what they belong to is in the bin.
                await ExecuteAsync(connection, "update runs set deleted_at = $2 where id = any($1) and deleted_at is null", [batch, now], ct);
            }
            return new(now, runs.Length, 0, []);
        }
    }

    // Those that stay may need others in turn: until nothing changes.
    private static async Task KeepNeededAsync(NpgsqlConnection connection, string studies, CancellationToken ct)
    {
        while (await ExecuteAsync(connection, $"delete from going g using runs r where r.id = g.id and {NeededRuns.Sql("r", Going, studies)}", [], ct) > 0)
        {
        }
    }

    private static async Task BatchesAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct)
    {
        await using var all = new NpgsqlCommand("select array(select id from going order by id)", connection);
        foreach (var batch in ((Guid[])(await all.ExecuteScalarAsync(ct))!).Chunk(BatchLength))
        {
            // Looked at again under the lock: something may have begun meanwhile.
            await ExecuteAsync(connection, $"""
                with held as (select id from runs where id = any($1) and deleted_at is null order by id for no key update)
                update runs r set deleted_at = $2 from held where r.id = held.id and not {Open} and not {NeededRuns.Sql("r", Going)}
                """, [batch, now], ct);
        }
    }

    private static async Task<IReadOnlyList<KeptRun>> KeptAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select r.id, {Open}, {NeededRuns.BySql("r")} from asked a join runs r on r.id = a.id where r.deleted_at is distinct from $1 order by r.id limit 100
            """, connection) { Parameters = { new() { Value = now } } };
        return await ReadKeptAsync(command, ct);
    }

    private static async Task<List<KeptRun>> ReadKeptAsync(NpgsqlCommand command, CancellationToken ct)
    {
        List<KeptRun> kept = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            kept.Add(new(reader.GetGuid(0), reader.GetBoolean(1) ? KeptReason.Open : KeptReason.Needed, reader.GetFieldValue<Guid[]>(2), reader.GetFieldValue<Guid[]>(3)));
        }
        return kept;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<int> CountAsync(NpgsqlConnection connection, string sql, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = now } } };
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    // As the database keeps it, to the microsecond: what went together is found by equality.
    private DateTimeOffset Now() => time.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : default;
}
