using System.Runtime.CompilerServices;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Reads series: which there are, all their points, or as many as a chart needs.</summary>
/// <param name="database">The record.</param>
public sealed class SeriesReader(NpgsqlDataSource database)
{
    /// <summary>The series of runs, with summaries, by run, task (those outside tasks first) and key.</summary>
    /// <param name="runs">The runs; unknown ones have no series.</param>
    /// <param name="keys">Only these metric keys; all when null.</param>
    /// <param name="task">Only those of the task with this name; all when null.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<SeriesInfo>> ListAsync(IReadOnlyCollection<Guid> runs, IReadOnlyCollection<string>? keys, string? task, CancellationToken ct)
    {
        await using var command = database.Statement($"""
            select s.id, s.run_id, s.task_index, t.name, s.key, {SeriesRows.SummaryColumns}
            from series s left join tasks t on t.run_id = s.run_id and t.index = s.task_index
            where s.run_id = any($1) and ($2::text[] is null or s.key = any($2)) and ($3::text is null or t.name = $3)
            order by s.run_id, s.task_index nulls first, s.key collate "C"
            """, runs.ToArray(), keys?.ToArray(), task);
        List<SeriesInfo> series = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            series.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4), SeriesRows.ReadSummary(reader, 5)));
        }
        return series;
    }

    /// <summary>All points of series between two steps, ends included; steps growing, of a step written twice the later value.</summary>
    /// <param name="series">Ids of series; one that has no points there, or does not exist, comes back empty.</param>
    /// <param name="from">First step; all from the beginning when null.</param>
    /// <param name="to">Last step; all to the end when null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>One query. 24 bytes of memory a point.</remarks>
    public async Task<IReadOnlyDictionary<long, Points>> ReadAsync(IReadOnlyCollection<long> series, long? from, long? to, CancellationToken ct)
    {
        var found = series.Distinct().ToDictionary(id => id, _ => Points.Empty);
        await foreach (var (id, points) in StreamAsync(series, from, to, ct)) found[id] = points;
        return found;
    }

    /// <summary>The points of series between two steps as a chart wants them: see <see cref="Thinning.MinMax"/>.</summary>
    /// <param name="series">Ids of series; one that has no points there, or does not exist, comes back empty.</param>
    /// <param name="budget">Most points per series, ≥ <see cref="Thinning.FewestPoints"/>.</param>
    /// <param name="from">First step; all from the beginning when null.</param>
    /// <param name="to">Last step; all to the end when null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>One query; the points of one series are in memory at a time.</remarks>
    public async Task<IReadOnlyDictionary<long, ThinnedPoints>> ReadThinnedAsync(
        IReadOnlyCollection<long> series, int budget, long? from, long? to, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, Thinning.FewestPoints);
        var found = series.Distinct().ToDictionary(id => id, _ => new ThinnedPoints(Points.Empty, 0, []));
        await foreach (var (id, points) in StreamAsync(series, from, to, ct)) found[id] = Thinning.MinMax(points, budget);
        return found;
    }

    private async IAsyncEnumerable<(long Series, Points Points)> StreamAsync(
        IReadOnlyCollection<long> series, long? from, long? to, [EnumeratorCancellation] CancellationToken ct)
    {
        var (first, last) = (from ?? long.MinValue, to ?? long.MaxValue);
        await using var command = database.Statement("""
            select series_id, data from metric_chunks where series_id = any($1) and last_step >= $2 and first_step <= $3 order by series_id, sequence
            """, series.ToArray(), first, last);
        var (current, chunks) = (0L, new List<Points>());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetInt64(0);
            if (id != current && chunks.Count > 0)
            {
                yield return (current, PointOrder.Between(PointOrder.Merge(chunks), first, last));
                chunks = [];
            }
            current = id;
            chunks.Add(ChunkCodec.Decode(reader.GetFieldValue<byte[]>(1)));
        }
        if (chunks.Count > 0) yield return (current, PointOrder.Between(PointOrder.Merge(chunks), first, last));
    }
}
