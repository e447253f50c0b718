using System.Text.Json;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>Runs that clients log to: begun under an identifier of the client's choice, and changed as the client says. Each call is one transaction of the caller's.</summary>
public static class ExternalRuns
{
    /// <summary>Begins a run; it is running. Beginning it again changes nothing.</summary>
    /// <param name="transaction">The transaction; its project is held in it, so that it cannot go into the bin meanwhile.</param>
    /// <param name="run">The run.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>True when it was begun now, false when it had been before.</returns>
    /// <exception cref="RunIdTakenException">Another run has this identifier.</exception>
    /// <exception cref="DeletedProjectException">The project is in the bin.</exception>
    public static async Task<bool> StartAsync(NpgsqlTransaction transaction, ExternalRunStart run, CancellationToken ct)
    {
        await using (var insert = transaction.Statement($"""
            with made as (
              insert into runs (id, project_id, name, options, state, seed, tags, tag_values, parent_id, user_name, notes, submitted_at, started_at,
                attempt, losses, priority, position, cancel_requested, progress, doing)
              select $1, p.id, $3, $4::jsonb, 'running', $5, $6, $7::jsonb, (select p.id from runs p where p.id = $8), $9, $10, $13, $11, 0, 0, 0, 0, false, 0, ''
              from projects p where p.id = $2 and p.deleted_at is null for share of p
              on conflict (id) do nothing
              returning *
            ), keys as ({OfferKeysSql("(select project_id from made)", "(select options from made)", "$12::text[]")})
            select {RunEvents.NotifyStateSql("r")}::text from made r
            """, run.Id, run.ProjectId, run.Name, run.Options, run.Seed, run.Tags.ToArray(), JsonSerializer.Serialize(run.TagValues), run.Parent, run.User, run.Notes,
            run.StartedAt, KeysOf(run.Tags, run.TagValues.Keys), run.SubmittedAt))
        {
            // Null stands for a type as well here; the statement says which where it matters.
            insert.Parameters[4].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint;
            insert.Parameters[7].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid;
            if (await insert.ExecuteScalarAsync(ct) is not null) return true;
        }
        await using var look = transaction.Statement("select study_id is null, project_id = $2, deleted_at is null from runs where id = $1", run.Id, run.ProjectId);
        await using var other = await look.ExecuteReaderAsync(ct);
        if (!await other.ReadAsync(ct)) throw new DeletedProjectException(run.ProjectId);
        return !other.GetBoolean(0) ? throw new RunIdTakenException(run.Id, "a run of a study has it")
            : !other.GetBoolean(1) ? throw new RunIdTakenException(run.Id, "a run of another project has it")
            : !other.GetBoolean(2) ? throw new RunIdTakenException(run.Id, "a run in the bin has it")
            : false;
    }

    /// <summary>Changes a run.</summary>
    /// <param name="transaction">The transaction. The run's row comes first in it, as it does where points are committed in groups: nobody waits in a circle.</param>
    /// <param name="run">The run.</param>
    /// <param name="change">What changes.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="DeletedRunException">It is in the bin.</exception>
    /// <exception cref="WorkersRunException">It is a worker's, and the change is not one that people may make.</exception>
    /// <exception cref="OptionConflictException">An option has another value.</exception>
    public static async Task ChangeAsync(NpgsqlTransaction transaction, Guid run, ExternalRunChange change, CancellationToken ct)
    {
        await HoldAsync(transaction, run, change.IsForExternalRuns, ct);
        if (change.Options != "{}") await RequireSameOptionsAsync(transaction, run, change.Options, ct);
        await using var update = transaction.Statement($"""
            with moved as (
              update runs set name = coalesce($2, name), notes = coalesce($3, notes), tags = coalesce($4, tags),
                tag_values = jsonb_strip_nulls(tag_values || $5::jsonb), options = $6::jsonb || options, state = coalesce($7, state),
                finished_at = coalesce($10, case when $7 in ('queued', 'running') then null else finished_at end),
                error_message = case when $7 is null or $7 = 'failed' then coalesce($8, error_message) end,
                progress = case $7 when 'succeeded' then 1 else progress end,
                parent_id = case when $11 then (select p.id from runs p where p.id = $12 and p.id <> $1) else parent_id end
              where id = $1 returning *
            ), keys as ({OfferKeysSql("(select project_id from moved)", "$6::jsonb", "$9::text[]")})
            select case when $7 is not null then {RunEvents.NotifyStateSql("r")}::text end from moved r
            """, run, change.Name, change.Notes, change.Tags?.ToArray(), JsonSerializer.Serialize(change.TagValues), change.Options,
            change.State?.ToString().ToLowerInvariant(), change.Error,
            KeysOf(change.Tags ?? [], change.TagValues.Where(tag => tag.Value is not null).Select(tag => tag.Key)), change.FinishedAt, change.SaysParent, change.Parent);
        foreach (var text in (int[])[1, 2, 6, 7]) update.Parameters[text].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text;
        update.Parameters[3].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text;
        update.Parameters[9].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz;
        update.Parameters[11].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid;
        await (await update.PlannedOnceAsync(ct)).ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes a tag away, a label or one with a value.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="key">The tag.</param>
    /// <param name="isParent">True when the tag said which run it is a part of: then it is a part of none.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False when the run has no such tag.</returns>
    /// <inheritdoc cref="ChangeAsync" path="/exception"/>
    public static async Task<bool> RemoveTagAsync(NpgsqlTransaction transaction, Guid run, string key, bool isParent, CancellationToken ct)
    {
        await HoldAsync(transaction, run, isForExternalRuns: isParent, ct);
        await using var command = transaction.Statement("""
            update runs set tag_values = tag_values - $2::text, tags = array_remove(tags, $2), parent_id = case when $3 then null else parent_id end
            where id = $1 and (tag_values ? $2 or $2 = any(tags))
            """, run, key, isParent);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Appends lines to a run's log, in order.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="run">An external run.</param>
    /// <param name="request">A number that the client gives each of its writes to this run once, points and lines alike; null writes always.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False when a write with this number had been before: nothing was written.</returns>
    /// <exception cref="RunNotFoundException">There is no such run, or it is in the bin.</exception>
    /// <exception cref="WorkersRunException">A worker writes its log.</exception>
    public static async Task<bool> LogAsync(NpgsqlTransaction transaction, Guid run, long? request, IReadOnlyList<ExternalLine> lines, CancellationToken ct)
    {
        await using (var hold = transaction.Statement("select study_id is null from runs where id = $1 and deleted_at is null for key share", run))
        {
            if (await hold.ExecuteScalarAsync(ct) is not bool external) throw new RunNotFoundException(run);
            if (!external) throw new WorkersRunException(run);
        }
        if (request is not null)
        {
            await using var once = transaction.Statement(
                "insert into metric_requests (run_id, number, received_at) values ($1, $2, now()) on conflict do nothing", run, request);
            if (await once.ExecuteNonQueryAsync(ct) == 0) return false;
        }
        await using (var insert = transaction.Statement("""
            insert into log_lines (run_id, attempt, at, severity, text)
            select $1, 0, l.at, l.severity, l.text from unnest($2::timestamptz[], $3::text[], $4::text[]) with ordinality as l(at, severity, text, place) order by l.place
            """, run, lines.Select(line => line.At.ToUniversalTime()).ToArray(), lines.Select(line => line.Severity).ToArray(), lines.Select(line => line.Text).ToArray()))
        {
            await insert.ExecuteNonQueryAsync(ct);
        }
        await RunEvents.SendAsync(transaction, new(RunEventKind.Log, null, run), ct);
        return true;
    }

    private static async Task HoldAsync(NpgsqlTransaction transaction, Guid run, bool isForExternalRuns, CancellationToken ct)
    {
        await using var hold = await transaction.Statement("""
            select r.study_id is null, r.deleted_at is not null or p.deleted_at is not null from runs r join projects p on p.id = r.project_id where r.id = $1 for no key update of r
            """, run).PlannedOnceAsync(ct);
        await using var found = await hold.ExecuteReaderAsync(ct);
        if (!await found.ReadAsync(ct)) throw new RunNotFoundException(run);
        if (found.GetBoolean(1)) throw new DeletedRunException(run);
        if (!found.GetBoolean(0) && isForExternalRuns) throw new WorkersRunException(run);
    }

    private static async Task RequireSameOptionsAsync(NpgsqlTransaction transaction, Guid run, string options, CancellationToken ct)
    {
        await using var compare = await transaction.Statement("""
            select o.key, (r.options -> o.key)::text, o.value::text from runs r, jsonb_each($2::jsonb) o
            where r.id = $1 and r.options ? o.key and r.options -> o.key <> o.value and r.options ->> o.key is distinct from o.value #>> '{}' order by o.key limit 1
            """, run, options).PlannedOnceAsync(ct);
        await using var conflict = await compare.ExecuteReaderAsync(ct);
        if (await conflict.ReadAsync(ct)) throw new OptionConflictException(conflict.GetString(0), conflict.GetString(1), conflict.GetString(2));
    }

    // In one order everywhere, so that writers who offer the same keys wait for each other but never in a circle.
    private static string OfferKeysSql(string project, string options, string tags) => $"""
        insert into search_keys (project_id, kind, key)
        select {project}, k.kind, k.key from (
          select 'option' as kind, key from jsonb_object_keys({options}) key union select 'tag', key from unnest({tags}) key) k
        where {project} is not null and not exists (select from search_keys s where s.project_id = {project} and s.kind = k.kind and s.key = k.key)
        order by k.kind, k.key on conflict do nothing
        """;

    private static string[] KeysOf(IEnumerable<string> tags, IEnumerable<string> tagValues) => [.. tags.Union(tagValues)];
}
