using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>The rows of <c>series</c> while points are added: found or made, locked, and moved on.</summary>
/// <param name="Id">Key of the chunks.</param>
/// <param name="Summary">What it holds so far; null when it is new.</param>
/// <param name="NextSequence">Where its next chunk goes.</param>
internal sealed record SeriesRow(long Id, PointSummary? Summary, int NextSequence);

/// <inheritdoc cref="SeriesRow"/>
internal static class SeriesRows
{
    /// <summary>The columns of a <see cref="PointSummary"/>, in its order.</summary>
    public const string SummaryColumns = "s.count, s.first_step, s.last_step, s.last_value, s.min_value, s.max_value, s.mean_value, s.nan_count";

    /// <summary>Makes the series that are not there yet and locks all of them, in the order asked for.</summary>
    /// <exception cref="ArgumentException">A task index is not one of the run's tasks.</exception>
    /// <remarks>Made in the order of keys and locked in the order of ids, so that two writers of one run wait for each other but never in a circle.</remarks>
    public static async Task<IReadOnlyList<SeriesRow>> LockAsync(NpgsqlTransaction transaction, Guid run, IReadOnlyList<SeriesBatch> batches, CancellationToken ct)
    {
        string[] keys = [.. batches.Select(batch => batch.Key)];
        int?[] tasks = [.. batches.Select(batch => batch.TaskIndex)];
        await MakeAsync(transaction, run, keys, tasks, ct);

        var summaries = new Dictionary<(string, int?), (long Id, PointSummary Summary)>();
        await using (var command = transaction.Statement($"""
            select s.key, s.task_index, s.id, {SummaryColumns}
            from series s join unnest($2::text[], $3::int[]) as wanted(key, task) on s.key = wanted.key and s.task_index is not distinct from wanted.task
            where s.run_id = $1 order by s.id for update of s
            """, run, keys, tasks))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                summaries.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt32(1)), (reader.GetInt64(2), ReadSummary(reader, 3)));
            }
        }

        // A statement of its own: only one that begins after the lock was got sees what the writer before us committed.
        var next = await NextSequencesAsync(transaction, [.. summaries.Values.Select(row => row.Id)], ct);
        return [.. keys.Zip(tasks, (key, task) => summaries[(key, task)]).Select(row =>
            new SeriesRow(row.Id, row.Summary.Count == 0 ? null : row.Summary, next.GetValueOrDefault(row.Id)))];
    }

    /// <summary>Writes summaries over those that are there.</summary>
    public static async Task UpdateAsync(NpgsqlTransaction transaction, IReadOnlyList<(long Id, PointSummary Summary)> rows, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            update series s set count = n.count, first_step = n.first_step, last_step = n.last_step, last_value = n.last_value,
              min_value = n.min_value, max_value = n.max_value, mean_value = n.mean_value, nan_count = n.nan_count
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::bigint[])
              as n(id, count, first_step, last_step, last_value, min_value, max_value, mean_value, nan_count)
            where s.id = n.id
            """,
            rows.Select(row => row.Id).ToArray(), rows.Select(row => row.Summary.Count).ToArray(),
            rows.Select(row => row.Summary.FirstStep).ToArray(), rows.Select(row => row.Summary.LastStep).ToArray(),
            rows.Select(row => row.Summary.Last).ToArray(), rows.Select(row => row.Summary.Min).ToArray(), rows.Select(row => row.Summary.Max).ToArray(),
            rows.Select(row => row.Summary.Mean).ToArray(), rows.Select(row => row.Summary.NanCount).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    public static PointSummary ReadSummary(NpgsqlDataReader reader, int column) => new(
        reader.GetInt64(column), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.GetDouble(column + 3),
        reader.GetDouble(column + 4), reader.GetDouble(column + 5), reader.GetDouble(column + 6), reader.GetInt64(column + 7));

    private static async Task MakeAsync(NpgsqlTransaction transaction, Guid run, string[] keys, int?[] tasks, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            insert into series (run_id, key, task_index, count, first_step, last_step, last_value, min_value, max_value, mean_value, nan_count)
            select $1, key, task, 0, 0, 0, 'NaN', 'NaN', 'NaN', 'NaN', 0 from unnest($2::text[], $3::int[]) as wanted(key, task)
            order by key, task
            on conflict (run_id, key, task_index) do nothing
            """, run, keys, tasks);
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "fk_series_tasks_run_id_task_index" })
        {
            throw new ArgumentException($"Points were given for task {string.Join(", ", tasks.Where(task => task is not null).Distinct())} of run {run:N}, "
                + "and it has not begun all of these. Begin a task before recording in it.", nameof(tasks), e);
        }
    }

    private static async Task<Dictionary<long, int>> NextSequencesAsync(NpgsqlTransaction transaction, long[] ids, CancellationToken ct)
    {
        await using var command = transaction.Statement(
            "select id, (select max(sequence) + 1 from metric_chunks where series_id = id) from unnest($1::bigint[]) as wanted(id)", ids);
        var next = new Dictionary<long, int>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) next.Add(reader.GetInt64(0), reader.IsDBNull(1) ? 0 : reader.GetInt32(1));
        return next;
    }
}
