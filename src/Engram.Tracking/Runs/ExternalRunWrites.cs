using System.Text.Json;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>What clients say of external runs, each saying one transaction: made, all of it or nothing, and told to whoever watches.</summary>
/// <remarks>Points that come alone go through <see cref="Ingestion"/>, which commits many writes at once; those that come with something else go here.</remarks>
/// <param name="database">The record.</param>
/// <param name="time">When runs are made.</param>
public sealed class ExternalRunWrites(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Makes a run, running.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> CreateAsync(NewExternalRun run, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var command = transaction.Statement($"""
            with made as (
              insert into runs (id, project_id, name, state, attempt, losses, priority, position, cancel_requested, progress, doing, notes, tags, submitted_at,
                started_at, user_name, tag_values, parent_id, options)
              values ($1, $2, $3, 'running', 0, 0, 0, 0, false, 0, '', $4, array[]::text[], $5, $6, $7, $8::jsonb, (select p.id from runs p where p.id = $9::uuid), jsonb_build_object())
              returning *
            )
            select {RunEvents.NotifyStateSql("r")}::text from made r
            """, id, run.ProjectId, run.Name, run.Notes, now, run.StartedAt, run.UserName, JsonSerializer.Serialize(run.Tags), run.Parent))
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        await OfferKeysAsync(transaction, run.ProjectId, [], [.. run.Tags.Keys], ct);
        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>Keeps what a client says.</summary>
    /// <param name="run">An external run; one of a study takes remarks only.</param>
    /// <param name="log">What.</param>
    /// <param name="ct">Ends the wait; nothing is written then.</param>
    /// <exception cref="OptionChangedException">An option would change.</exception>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="DeletedRunException">It is in the bin.</exception>
    /// <exception cref="StudyRunException">A worker records it.</exception>
    public async Task LogAsync(Guid run, ExternalLog log, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var project = await HoldAsync(transaction, run, log, ct);
        await using (var update = transaction.Statement("""
            update runs set options = options || $2::jsonb, tag_values = tag_values || $3::jsonb, name = coalesce($4, name), notes = coalesce($5, notes),
              parent_id = case when $7 then (select p.id from runs p where p.id = $6::uuid and p.id <> $1) else parent_id end
            where id = $1
            """, run, JsonSerializer.Serialize(log.Options), JsonSerializer.Serialize(log.Tags), log.Name, log.Notes, log.Parent, log.SaysParent))
        {
            await update.ExecuteNonQueryAsync(ct);
        }
        await OfferKeysAsync(transaction, project, [.. log.Options.Keys], [.. log.Tags.Keys], ct);
        if (log.Points.Count > 0)
        {
            var inserted = await PointInsertion.WriteAsync(transaction, SeriesWrite.Of(run, log.Points, lastOfEachStep: false), ct);
            await RunEvents.SendAsync(transaction, new(RunEventKind.Series, null, run) { Series = [.. inserted.Grown[run]] }, ct);
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>Moves a run to whatever state its client says.</summary>
    /// <param name="run">An external run.</param>
    /// <param name="state">The state; null leaves it.</param>
    /// <param name="finishedAt">When it was over; null leaves that, except that a run which goes on is not over.</param>
    /// <param name="name">A new name; null leaves it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <inheritdoc cref="LogAsync" path="/exception"/>
    public async Task UpdateAsync(Guid run, RunState? state, DateTimeOffset? finishedAt, string? name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await HoldAsync(transaction, run, new ExternalLog { Name = name ?? "" }, ct);
        await using (var command = transaction.Statement($"""
            with moved as (
              update runs set state = coalesce($2, state), name = coalesce($4, name),
                finished_at = coalesce($3::timestamptz, case when $2 in ('queued', 'running') then null else finished_at end),
                progress = case $2 when 'succeeded' then 1 else progress end
              where id = $1 returning *
            )
            select {RunEvents.NotifyStateSql("r")}::text from moved r
            """, run, state?.ToString().ToLowerInvariant(), finishedAt, name))
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>Takes a tag away.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">The tag.</param>
    /// <param name="isParent">True when the tag said which run it is a part of.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False when the run has no such tag.</returns>
    /// <inheritdoc cref="LogAsync" path="/exception"/>
    public async Task<bool> DeleteTagAsync(Guid run, string key, bool isParent, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await HoldAsync(transaction, run, new ExternalLog { SaysParent = isParent }, ct);
        await using var command = transaction.Statement("""
            update runs set tag_values = tag_values - $2::text, tags = array_remove(tags, $2), parent_id = case when $3 then null else parent_id end
            where id = $1 and (tag_values ? $2 or $2 = any(tags))
            """, run, key, isParent);
        var gone = await command.ExecuteNonQueryAsync(ct) == 1;
        await transaction.CommitAsync(ct);
        return gone;
    }

    // The run's row comes first in every transaction, as it does where points are committed in groups: nobody waits in a circle.
    private static async Task<Guid> HoldAsync(NpgsqlTransaction transaction, Guid run, ExternalLog log, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select r.project_id, r.study_id is not null, r.deleted_at is not null or p.deleted_at is not null,
              (select jsonb_object_agg(key, r.options ->> key) from unnest($2::text[]) key where r.options ? key)::text
            from runs r join projects p on p.id = r.project_id where r.id = $1 for no key update of r
            """, run, log.Options.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) throw new RunNotFoundException(run);
        if (reader.GetBoolean(2)) throw new DeletedRunException(run);
        if (reader.GetBoolean(1) && !log.IsRemark) throw new StudyRunException(run);
        if (!reader.IsDBNull(3))
        {
            foreach (var (key, kept) in JsonSerializer.Deserialize<Dictionary<string, string?>>(reader.GetString(3))!)
            {
                if (kept != log.Options[key]) throw new OptionChangedException(key, kept ?? "null", log.Options[key]);
            }
        }
        return reader.GetGuid(0);
    }

    private static async Task OfferKeysAsync(NpgsqlTransaction transaction, Guid project, string[] options, string[] tags, CancellationToken ct)
    {
        if (options.Length + tags.Length == 0) return;
        await using var command = transaction.Statement("""
            insert into search_keys (project_id, kind, key)
            select $1, 'option', key from unnest($2::text[]) key union all select $1, 'tag', key from unnest($3::text[]) key order by 2, 3
            on conflict do nothing
            """, project, options, tags);
        await command.ExecuteNonQueryAsync(ct);
    }
}
