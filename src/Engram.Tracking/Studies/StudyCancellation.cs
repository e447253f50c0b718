using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Studies;

/// <summary>Cancels a whole study.</summary>
/// <param name="database">The record.</param>
public sealed class StudyCancellation(NpgsqlDataSource database)
{
    /// <summary>Cancels every queued run of a study and asks every running one to stop; runs that are over stay as they are.</summary>
    /// <returns>How many runs it reached; 0 when all were over.</returns>
    /// <exception cref="StudyNotFoundException">There is no such study.</exception>
    /// <remarks>One statement, with the guarantee of <see cref="RunQueue.CancelAsync"/> for each run. Rows are locked in the order of their ids, as everywhere.</remarks>
    public async Task<int> CancelAsync(Guid study, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            with open as (
              select id from runs where study_id = $1 and state in ('queued', 'running') order by id for no key update
            ), moved as (
              update runs r set state = case r.state when 'queued' then 'cancelled' else r.state end, cancel_requested = true,
                finished_at = case r.state when 'queued' then now() end
              from open where r.id = open.id returning r.*
            ), told as (
              select {RunEvents.NotifyStateSql("r")}::text, case r.state when 'running' then pg_notify('{RunQueue.CancelChannel}', r.id::text)::text end from moved r
            )
            select count(*), exists (select from studies where id = $1 and deleted_at is null) from told
            """, study);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(1) ? (int)reader.GetInt64(0) : throw new StudyNotFoundException(study);
    }
}
