using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>A row of <c>series</c> while points are added to it.</summary>
/// <param name="Id">Key of the chunks.</param>
/// <param name="Summary">What it holds so far; null when it is new.</param>
/// <param name="NextSequence">Where its next chunk goes.</param>
internal sealed record SeriesRow(long Id, PointSummary? Summary, int NextSequence);

/// <summary>The rows of <c>series</c> while points are added: found or made, locked, and moved on.</summary>
internal static class SeriesRows
{
    /// <summary>The columns of a <see cref="PointSummary"/>, in its order.</summary>
    public const string SummaryColumns = "s.count, s.first_step, s.last_step, s.last_time, s.last_value, s.min_value, s.max_value, s.mean_value, s.nan_count";

    /// <summary>Locks series, making those that are not there yet.</summary>
    /// <param name="transaction">Holds the locks.</param>
    /// <param name="series">Any number, of any runs, none twice.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">A task index is not one of the run's tasks.</exception>
    /// <remarks>Made in the order of names and locked in the order of ids, so that two writers wait for each other but never in a circle.</remarks>
    public static async Task<IReadOnlyDictionary<SeriesName, SeriesRow>> LockAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<SeriesName> series, CancellationToken ct)
    {
        var found = new Dictionary<SeriesName, (long Id, PointSummary Summary)>(series.Count);
        await LockAsync(transaction, series, found, ct);
        if (found.Count < series.Count)
        {
            List<SeriesName> lacking = [.. series.Where(name => !found.ContainsKey(name))];
            await MakeAsync(transaction, lacking, ct);
            await LockAsync(transaction, lacking, found, ct);
        }

        // A statement of its own: only one that begins after the lock was got sees what the writer before us committed.
        var next = await NextSequencesAsync(transaction, [.. found.Values.Where(row => row.Summary.Count > 0).Select(row => row.Id)], ct);
        return found.ToDictionary(row => row.Key, row =>
            new SeriesRow(row.Value.Id, row.Value.Summary.Count == 0 ? null : row.Value.Summary, next.GetValueOrDefault(row.Value.Id)));
    }

    /// <summary>A statement that writes summaries over those that are there.</summary>
    public static NpgsqlBatchCommand Update(IReadOnlyList<(long Id, PointSummary Summary)> rows) => Statements.BatchStatement("""
        update series s set count = n.count, first_step = n.first_step, last_step = n.last_step, last_time = n.last_time, last_value = n.last_value,
          min_value = n.min_value, max_value = n.max_value, mean_value = n.mean_value, nan_count = n.nan_count
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::bigint[])
          as n(id, count, first_step, last_step, last_time, last_value, min_value, max_value, mean_value, nan_count)
        where s.id = n.id
        """,
        Column(rows, row => row.Id), Column(rows, row => row.Summary.Count), Column(rows, row => row.Summary.FirstStep),
        Column(rows, row => row.Summary.LastStep), Column(rows, row => row.Summary.LastTime), Column(rows, row => row.Summary.Last),
        Column(rows, row => row.Summary.Min), Column(rows, row => row.Summary.Max), Column(rows, row => row.Summary.Mean), Column(rows, row => row.Summary.NanCount));

    /// <summary>Reads <see cref="SummaryColumns"/>.</summary>
    public static PointSummary ReadSummary(NpgsqlDataReader reader, int column) => new(
        reader.GetInt64(column), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.GetInt64(column + 3), reader.GetDouble(column + 4),
        reader.GetDouble(column + 5), reader.GetDouble(column + 6), reader.GetDouble(column + 7), reader.GetInt64(column + 8));

    private static async Task LockAsync(NpgsqlTransaction transaction, IReadOnlyCollection<SeriesName> series,
        Dictionary<SeriesName, (long Id, PointSummary Summary)> found, CancellationToken ct)
    {
        await using var command = await transaction.Statement($"""
            select s.run_id, s.key, s.task_index, s.id, {SummaryColumns}
            from unnest($1::uuid[], $2::text[], $3::int[]) as wanted(run, key, task)
            join series s on s.run_id = wanted.run and s.key = wanted.key and s.task_index is not distinct from wanted.task
            order by s.id for update of s
            """, Column(series, name => name.Run), Column(series, name => name.Key), Column(series, name => name.Task)).PlannedOnceAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(new(reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)), (reader.GetInt64(3), ReadSummary(reader, 4)));
        }
    }

    private static async Task MakeAsync(NpgsqlTransaction transaction, IReadOnlyCollection<SeriesName> series, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            insert into series (run_id, key, task_index, count, first_step, last_step, last_time, last_value, min_value, max_value, mean_value, nan_count)
            select run, key, task, 0, 0, 0, 0, 'NaN', 'NaN', 'NaN', 'NaN', 0 from unnest($1::uuid[], $2::text[], $3::int[]) as wanted(run, key, task)
            order by run, key, task
            on conflict (run_id, key, task_index) do nothing
            """, Column(series, name => name.Run), Column(series, name => name.Key), Column(series, name => name.Task));
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "fk_series_tasks_run_id_task_index" })
        {
            throw new ArgumentException($"Points were given for task {string.Join(", ", series.Select(name => name.Task).Where(task => task is not null).Distinct())} "
                + $"of run {string.Join(", ", series.Select(name => $"{name.Run:N}").Distinct())}, and not all of these have begun. Begin a task before recording in it.", nameof(series), e);
        }
    }

    private static async Task<Dictionary<long, int>> NextSequencesAsync(NpgsqlTransaction transaction, long[] ids, CancellationToken ct)
    {
        var next = new Dictionary<long, int>(ids.Length);
        if (ids.Length == 0) return next;
        await using var command = await transaction.Statement(
            "select id, (select max(sequence) + 1 from metric_chunks where series_id = id) from unnest($1::bigint[]) as wanted(id)", ids).PlannedOnceAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) next.Add(reader.GetInt64(0), reader.IsDBNull(1) ? 0 : reader.GetInt32(1));
        return next;
    }

    private static TValue[] Column<TRow, TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value) => [.. rows.Select(value)];
}
