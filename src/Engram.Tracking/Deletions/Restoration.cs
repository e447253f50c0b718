using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Deletions;

/// <summary>What came back from the bin.</summary>
/// <param name="Runs">How many runs.</param>
/// <param name="Kept">Runs that stay in the bin: their place, condition and seed, was taken meanwhile, or what they belong to is in the bin.</param>
public sealed record RestoredRuns(int Runs, IReadOnlyList<Guid> Kept);

/// <summary>A project cannot come back under its name: another has it.</summary>
/// <param name="name">The name.</param>
public sealed class ProjectNameTakenException(string name) : Exception($"There is a project called '{name}' by now. Give this one another name when you restore it, or rename the other.");

/// <summary>Brings things back from the bin.</summary>
/// <param name="database">The record.</param>
public sealed class Restoration(NpgsqlDataSource database)
{
    private const int BatchLength = 500;

    /// <summary>Brings runs back. Their study and project must not be in the bin.</summary>
    /// <param name="runs">Any; those that are not in the bin are passed over.</param>
    /// <param name="ct">Ends it between two batches.</param>
    public async Task<RestoredRuns> RestoreRunsAsync(IReadOnlyCollection<Guid> runs, CancellationToken ct)
    {
        var restored = 0;
        foreach (var batch in runs.Distinct().Chunk(BatchLength)) restored += await RestoreAsync(batch, ct);
        await using var look = database.Statement("select array(select id from runs where id = any($1) and deleted_at is not null order by id limit 100)", runs.ToArray());
        return new(restored, (Guid[])(await look.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Brings back the runs that went into the bin at one time by themselves, and not with their study or project.</summary>
    public async Task<RestoredRuns> RestoreRunsAsync(DateTimeOffset deletedAt, CancellationToken ct)
    {
        await using var find = database.Statement("select array(select id from runs where deleted_at = $1)", deletedAt.ToUniversalTime());
        return await RestoreRunsAsync((Guid[])(await find.ExecuteScalarAsync(ct))!, ct);
    }

    /// <summary>Brings back what went in one act, and nothing that went before or after: runs, a study with its runs, or a project with all of it.</summary>
    /// <param name="act">What went, as <see cref="BinReader.ActAsync"/> says it.</param>
    /// <param name="ct">Ends it between two batches.</param>
    /// <returns>Null when it is not there any more, or cannot come back by itself.</returns>
    /// <exception cref="ProjectNameTakenException">It is a project, and another has its name by now.</exception>
    public async Task<RestoredRuns?> UndoAsync(BinEntry act, CancellationToken ct) => act.Kind switch
    {
        BinKind.Project => await RestoreProjectAsync(act.Id, null, ct),
        BinKind.Study => await RestoreStudyAsync(act.Id, ct),
        _ => await RestoreRunsAsync(act.DeletedAt, ct),
    };

    /// <summary>Brings back a study with the runs that went with it.</summary>
    /// <returns>Null when there is no such study in the bin, or its project is in there.</returns>
    public async Task<RestoredRuns?> RestoreStudyAsync(Guid study, CancellationToken ct)
    {
        await using var command = database.Statement("""
            with was as (select id, deleted_at from studies where id = $1 and deleted_at is not null for update), back as (
              update studies s set deleted_at = null from was, projects p where s.id = was.id and p.id = s.project_id and p.deleted_at is null returning s.id)
            select array(select r.id from runs r, was, back where r.study_id = was.id and r.deleted_at = was.deleted_at), exists (select from back)
            """, study);
        return await RestoreWithRunsAsync(command, ct);
    }

    /// <summary>Brings back a project with the studies and runs that went with it.</summary>
    /// <param name="project">The project.</param>
    /// <param name="name">What it is called from now on; null for its old name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Null when there is no such project in the bin.</returns>
    /// <exception cref="ProjectNameTakenException">Another project has the name; nothing came back.</exception>
    public async Task<RestoredRuns?> RestoreProjectAsync(Guid project, string? name, CancellationToken ct)
    {
        await using var command = database.Statement("""
            with was as (select id, deleted_at from projects where id = $1 and deleted_at is not null for update), back as (
              update projects p set deleted_at = null, name = coalesce($2::text, p.name) from was where p.id = was.id returning p.id), studies_back as (
              update studies s set deleted_at = null from was where s.project_id = was.id and s.deleted_at = was.deleted_at)
            select array(select r.id from runs r, was where r.project_id = was.id and r.deleted_at = was.deleted_at), exists (select from back)
            """, project, name);
        try
        {
            return await RestoreWithRunsAsync(command, ct);
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "projects" })
        {
            await using var look = database.Statement("select coalesce($2::text, (select name from projects where id = $1))", project, name);
            throw new ProjectNameTakenException((string)(await look.ExecuteScalarAsync(ct))!);
        }
    }

    private async Task<RestoredRuns?> RestoreWithRunsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        Guid[] runs;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            if (!reader.GetBoolean(1)) return null;
            runs = reader.GetFieldValue<Guid[]>(0);
        }
        return await RestoreRunsAsync(runs, ct);
    }

    private async Task<int> RestoreAsync(Guid[] runs, CancellationToken ct)
    {
        // One of those whose place is free, where several in the bin had it; a place that is taken is left alone.
        await using var command = database.Statement("""
            with wanted as (
              select distinct on (coalesce(r.condition_id, r.id), r.seed) r.id from runs r
              where r.id = any($1) and r.deleted_at is not null
                and not exists (select from projects p where p.id = r.project_id and p.deleted_at is not null)
                and not exists (select from studies s where s.id = r.study_id and s.deleted_at is not null)
                and not exists (select from runs o where o.condition_id = r.condition_id and o.seed = r.seed and o.deleted_at is null)
              order by coalesce(r.condition_id, r.id), r.seed, r.deleted_at desc
            )
            update runs r set deleted_at = null from wanted where r.id = wanted.id
            """, runs);
        try
        {
            return await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Its place was taken between look and update: then one by one, and that one stays.
            if (runs.Length == 1) return 0;
            var restored = 0;
            foreach (var run in runs) restored += await RestoreAsync([run], ct);
            return restored;
        }
    }
}
