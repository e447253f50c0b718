using System.Data;
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

    /// <summary>Points of series between two steps, ends included; steps growing, of a step written several times the last: see <see cref="PointOrder"/>.</summary>
    /// <param name="series">Ids of series; one that has no points there, or does not exist, comes back empty.</param>
    /// <param name="from">First step; all from the beginning when null.</param>
    /// <param name="to">Last step; all to the end when null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>One query. 24 bytes of memory a point.</remarks>
    public async Task<IReadOnlyDictionary<long, Points>> ReadAsync(IReadOnlyCollection<long> series, long? from, long? to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ReadAsync(connection, series, from, to, ct);
    }

    /// <summary>Every stored point of series between two steps, ends included, as exports and histories want them.</summary>
    /// <param name="series">Ids of series; one that has no points there, or does not exist, does not come up.</param>
    /// <param name="from">First step; all from the beginning when null.</param>
    /// <param name="to">Last step; all to the end when null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>
    /// Series by growing id, each in blocks: by step, then time, then arrival, all distinct (step, time, value). No step is in two blocks.
    /// </returns>
    /// <remarks>One query, read as it is consumed. In memory is a chunk at a time, or those that overlap at one step.</remarks>
    public async IAsyncEnumerable<(long Series, Points Block)> StreamAsync(
        IReadOnlyCollection<long> series, long? from, long? to, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await foreach (var block in StreamAsync(connection, series, from, to, ct)) yield return block;
    }

    /// <summary>The points of series between two steps as a chart wants them: see <see cref="Thinning.MinMax"/>.</summary>
    /// <param name="series">Ids of series; one that has no points there, or does not exist, comes back empty.</param>
    /// <param name="budget">Most points per series, ≥ <see cref="Thinning.FewestPoints"/>.</param>
    /// <param name="from">First step; all from the beginning when null.</param>
    /// <param name="to">Last step; all to the end when null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// Of a series with many chunks only their statistics are read (<see cref="Overview"/>), some microseconds a chunk; the points of any other are in memory one series
    /// at a time.
    /// </remarks>
    public async Task<IReadOnlyDictionary<long, ThinnedPoints>> ReadThinnedAsync(
        IReadOnlyCollection<long> series, int budget, long? from, long? to, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, Thinning.FewestPoints);
        var found = series.Distinct().ToDictionary(id => id, _ => new ThinnedPoints(Points.Empty, 0, []));
        await using var connection = await database.OpenConnectionAsync(ct);
        // One look at the record: a chunk whose statistics were read is still there when its points are wanted.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var overviews = (await StatisticsAsync(connection, found.Keys, from, to, ct)).Where(one => Overview.Serves(one.Value, budget)).ToDictionary();
        foreach (var (id, chunks) in overviews)
        {
            found[id] = Overview.Of(chunks, await DecodeAsync(connection, id, Overview.ToDecode(chunks), from, to, ct), budget);
        }
        var whole = found.Keys.Where(id => !overviews.ContainsKey(id)).ToList();
        if (whole.Count == 0) return found;
        await foreach (var (id, points) in ReadEachAsync(connection, whole, from, to, ct)) found[id] = Thinning.MinMax(points, budget);
        return found;
    }

    private static async Task<Dictionary<long, Points>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> series, long? from, long? to, CancellationToken ct)
    {
        var found = series.Distinct().ToDictionary(id => id, _ => Points.Empty);
        await foreach (var (id, points) in ReadEachAsync(connection, series, from, to, ct)) found[id] = points;
        return found;
    }

    private static async IAsyncEnumerable<(long Series, Points Points)> ReadEachAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> series, long? from, long? to, [EnumeratorCancellation] CancellationToken ct)
    {
        var (current, blocks) = (0L, new List<Points>());
        await foreach (var (id, block) in StreamAsync(connection, series, from, to, ct))
        {
            if (id != current && blocks.Count > 0)
            {
                yield return (current, PointOrder.LastOfEachStep(Joined(blocks)));
                blocks.Clear();
            }
            current = id;
            blocks.Add(block);
        }
        if (blocks.Count > 0) yield return (current, PointOrder.LastOfEachStep(Joined(blocks)));
    }

    private static async IAsyncEnumerable<(long Series, Points Block)> StreamAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> series, long? from, long? to, [EnumeratorCancellation] CancellationToken ct)
    {
        var (first, last) = (from ?? long.MinValue, to ?? long.MaxValue);
        await using var command = connection.Statement("""
            select series_id, sequence, data from metric_chunks where series_id = any($1) and last_step >= $2 and first_step <= $3
            order by series_id, first_step, sequence
            """, series.ToArray(), first, last);
        var (current, merge) = (0L, new ChunkMerge());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetInt64(0);
            if (id != current && PointOrder.Between(merge.Complete(), first, last) is { Count: > 0 } rest) yield return (current, rest);
            current = id;
            var ready = PointOrder.Between(merge.Add(reader.GetInt32(1), ChunkCodec.Decode(reader.GetFieldValue<byte[]>(2))), first, last);
            if (ready.Count > 0) yield return (id, ready);
        }
        if (PointOrder.Between(merge.Complete(), first, last) is { Count: > 0 } end) yield return (current, end);
    }

    private static async Task<Dictionary<long, List<ChunkStatistics>>> StatisticsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> series, long? from, long? to, CancellationToken ct)
    {
        await using var command = connection.Statement($"""
            select series_id, {ChunkStatistics.Columns} from metric_chunks where series_id = any($1) and last_step >= $2 and first_step <= $3
            order by series_id, first_step, sequence
            """, series.ToArray(), from ?? long.MinValue, to ?? long.MaxValue);
        Dictionary<long, List<ChunkStatistics>> found = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetInt64(0);
            if (!found.TryGetValue(id, out var chunks)) found[id] = chunks = [];
            chunks.Add(ChunkStatistics.Read(reader, 1));
        }
        return found;
    }

    private static async Task<Dictionary<int, Points>> DecodeAsync(
        NpgsqlConnection connection, long series, IReadOnlyList<int> sequences, long? from, long? to, CancellationToken ct)
    {
        await using var command = connection.Statement(
            "select sequence, data from metric_chunks where series_id = $1 and sequence = any($2)", series, sequences.ToArray());
        Dictionary<int, Points> decoded = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var points = ChunkCodec.Decode(reader.GetFieldValue<byte[]>(1));
            decoded.Add(reader.GetInt32(0), PointOrder.Between(points, from ?? long.MinValue, to ?? long.MaxValue));
        }
        return decoded;
    }

    private static Points Joined(List<Points> blocks) => blocks.Count == 1 ? blocks[0] : Points.Concat(blocks);
}
