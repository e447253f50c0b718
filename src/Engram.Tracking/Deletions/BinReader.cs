using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Deletions;

/// <summary>Says what is in the bin.</summary>
/// <param name="database">The record.</param>
public sealed class BinReader(NpgsqlDataSource database)
{
    private const string StudyColumns = """
        1, s.id, s.name, p.id, p.name, s.deleted_at, (select count(*)::int from runs r where r.study_id = s.id and r.deleted_at = s.deleted_at)
        """;

    private const string ProjectColumns = """
        2, p.id, p.name, p.id, p.name, p.deleted_at, (select count(*)::int from runs r where r.project_id = p.id and r.deleted_at = p.deleted_at)
        """;

    // Those that went by themselves, not with their study or project.
    private const string LoneRuns = """
        runs r join projects p on p.id = r.project_id left join studies s on s.id = r.study_id
        where r.deleted_at is not null and p.deleted_at is null and s.deleted_at is null
        """;

    /// <summary>Things in the bin, those that went last first.</summary>
    /// <param name="project">Only those of this project, unless null.</param>
    /// <param name="before">Only those that come after this one, as an earlier list ended; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<BinEntry>> ListAsync(Guid? project, (DateTimeOffset DeletedAt, Guid Id)? before, int limit, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            select * from (
              (select 0, r.id, r.name, p.id, p.name, r.deleted_at, 1 from {LoneRuns}
                 and ($1::uuid is null or p.id = $1) and ($2::timestamptz is null or (r.deleted_at, r.id) < ($2, $3::uuid))
               order by r.deleted_at desc, r.id desc limit $4)
              union all
              (select {StudyColumns}
               from studies s join projects p on p.id = s.project_id
               where s.deleted_at is not null and p.deleted_at is null
                 and ($1::uuid is null or p.id = $1) and ($2::timestamptz is null or (s.deleted_at, s.id) < ($2, $3::uuid))
               order by s.deleted_at desc, s.id desc limit $4)
              union all
              (select {ProjectColumns}
               from projects p
               where p.deleted_at is not null
                 and ($1::uuid is null or p.id = $1) and ($2::timestamptz is null or (p.deleted_at, p.id) < ($2, $3::uuid))
               order by p.deleted_at desc, p.id desc limit $4)
            ) as bin(kind, id, name, project_id, project, deleted_at, runs)
            order by deleted_at desc, id desc limit $4
            """, project, before?.DeletedAt.ToUniversalTime(), before?.Id, limit);
        return await ReadAsync(command, ct);
    }

    /// <summary>What went into the bin in one act, as far as it is still there and can come back by itself; of several runs, one of them and how many they are.</summary>
    /// <param name="deletedAt">When: the name of the act.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Null when there is nothing of it.</returns>
    public async Task<BinEntry?> ActAsync(DateTimeOffset deletedAt, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            select {ProjectColumns} from projects p where p.deleted_at = $1
            union all
            select {StudyColumns} from studies s join projects p on p.id = s.project_id where s.deleted_at = $1 and p.deleted_at is null
            union all
            (select 0, r.id, r.name, p.id, p.name, r.deleted_at, (count(*) over ())::int from {LoneRuns} and r.deleted_at = $1 order by r.id limit 1)
            """, deletedAt.ToUniversalTime());
        // A project goes with its studies, a study with its runs: what is largest stands for all.
        return (await ReadAsync(command, ct)).MaxBy(entry => entry.Kind);
    }

    /// <summary>What went into the bin act by act, the last one first: runs that went together are one thing.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<BinAct>> ListActsAsync(int limit, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            select * from (
              select 0, first.id, first.name, first.project_id, first.project, act.deleted_at, act.runs, act.projects
              from (select r.deleted_at, count(*)::int, array_agg(distinct p.name) from {LoneRuns} group by r.deleted_at order by r.deleted_at desc limit $1)
                as act(deleted_at, runs, projects)
              cross join lateral (select r.id, r.name, p.id, p.name from {LoneRuns} and r.deleted_at = act.deleted_at order by r.id limit 1) as first(id, name, project_id, project)
              union all
              (select {StudyColumns}, array[p.name] from studies s join projects p on p.id = s.project_id where s.deleted_at is not null and p.deleted_at is null
               order by s.deleted_at desc limit $1)
              union all
              (select {ProjectColumns}, array[p.name] from projects p where p.deleted_at is not null order by p.deleted_at desc limit $1)
            ) as bin(kind, id, name, project_id, project, deleted_at, runs, projects)
            order by deleted_at desc, id desc limit $1
            """, limit);
        List<BinAct> acts = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) acts.Add(new(Entry(reader), reader.GetFieldValue<string[]>(7)));
        return acts;
    }

    /// <summary>Runs that went into the bin together, and not with their study or project.</summary>
    /// <param name="deletedAt">When: the name of the act.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<BinEntry>> ListRunsAsync(DateTimeOffset deletedAt, int limit, CancellationToken ct)
    {
        await using var command = database.Statement(
            $"select 0, r.id, r.name, p.id, p.name, r.deleted_at, 1 from {LoneRuns} and r.deleted_at = $1 order by r.id limit $2", deletedAt.ToUniversalTime(), limit);
        return await ReadAsync(command, ct);
    }

    private static async Task<List<BinEntry>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        List<BinEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) entries.Add(Entry(reader));
        return entries;
    }

    private static BinEntry Entry(NpgsqlDataReader reader) => new(
        (BinKind)reader.GetInt32(0), reader.GetGuid(1), reader.GetString(2), reader.GetGuid(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetInt32(6));
}
