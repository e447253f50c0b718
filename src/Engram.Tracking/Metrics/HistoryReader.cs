using System.Data;
using System.Runtime.CompilerServices;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Reads series as histories want them: every point in the order of time, a page at a time, or only which steps there are.</summary>
/// <param name="database">The record.</param>
public sealed class HistoryReader(NpgsqlDataSource database)
{
    /// <summary>The points that come next in the order of <see cref="HistoryPoint.ByTime"/>, each once.</summary>
    /// <param name="series">Id of a series; one that does not exist has no points.</param>
    /// <param name="after">The last point of the page before; null for the first page.</param>
    /// <param name="most">How many at most, ≥ 1; fewer come only when there are no more.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// Of all chunks what is known about them is read, some microseconds each; decoded are those that have points of the page, a few where time grows with the steps. In memory is a
    /// page and a few chunks. Points that arrive between two pages come if they are behind the place where the next one begins; whatever arrives, no point comes twice, and none
    /// that was there is left out.
    /// </remarks>
    public async Task<IReadOnlyList<HistoryPoint>> PageAsync(long series, HistoryPoint? after, int most, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        await using var connection = await database.OpenConnectionAsync(ct);
        // One look at the record: a chunk that was found is still there when its points are wanted.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var chunks = new Queue<FoundChunk>(await FindAsync(transaction, series, after, ct));
        List<HistoryPoint> page = [];
        while (chunks.TryPeek(out var next) && !(page.Count == most && next.Begins.CompareTo((page[^1].Time, page[^1].Step)) > 0))
        {
            List<int> wanted = [];
            for (var points = 0; points < Math.Max(1, most - page.Count) && chunks.TryDequeue(out var chunk); points += chunk.Count) wanted.Add(chunk.Sequence);
            await AddAsync(transaction, series, wanted, after, page, ct);
            Trim(page, most);
        }
        return page;
    }

    /// <summary>The steps of series, chunk by chunk: the first steps of chunks grow, and within a chunk steps grow; series and chunks may have steps in common.</summary>
    /// <param name="series">Ids of series.</param>
    /// <param name="from">Only chunks that reach this step.</param>
    /// <param name="to">Only chunks that begin by this step.</param>
    /// <param name="ct">Ends the wait.</param>
    public async IAsyncEnumerable<(long Series, long[] Steps)> StepsAsync(
        IReadOnlyCollection<long> series, long from, long to, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.Statement("""
            select series_id, data from metric_chunks where series_id = any($1) and last_step >= $2 and first_step <= $3 order by first_step, series_id, sequence
            """, series.ToArray(), from, to);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return (reader.GetInt64(0), ChunkCodec.DecodeSteps(reader.GetFieldValue<byte[]>(1)));
    }

    // Of a chunk that an older version wrote it is not known when its points were: it may have any.
    private static async Task<List<FoundChunk>> FindAsync(NpgsqlTransaction transaction, long series, HistoryPoint? after, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select sequence, count, earliest_time, first_step from metric_chunks
            where series_id = $1 and (latest_time is null or (latest_time, last_step) >= ($2, $3))
            order by earliest_time nulls first, first_step, sequence
            """, series, after?.Time ?? long.MinValue, after?.Step ?? long.MinValue);
        List<FoundChunk> chunks = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            chunks.Add(new(reader.GetInt32(0), reader.GetInt32(1), reader.IsDBNull(2) ? (long.MinValue, long.MinValue) : (reader.GetInt64(2), reader.GetInt64(3))));
        }
        return chunks;
    }

    private static async Task AddAsync(
        NpgsqlTransaction transaction, long series, List<int> sequences, HistoryPoint? after, List<HistoryPoint> page, CancellationToken ct)
    {
        await using var command = transaction.Statement("select data from metric_chunks where series_id = $1 and sequence = any($2)", series, sequences.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var points = ChunkCodec.Decode(reader.GetFieldValue<byte[]>(0));
            for (var i = 0; i < points.Count; i++)
            {
                var point = new HistoryPoint(points.Times[i], points.Steps[i], points.Values[i]);
                if (after is not { } last || HistoryPoint.ByTime(point, last) > 0) page.Add(point);
            }
        }
    }

    private static void Trim(List<HistoryPoint> page, int most)
    {
        page.Sort(HistoryPoint.ByTime);
        var kept = 0;
        for (var i = 0; i < page.Count && kept < most; i++)
        {
            if (i == 0 || HistoryPoint.ByTime(page[i], page[kept - 1]) != 0) page[kept++] = page[i];
        }
        page.RemoveRange(kept, page.Count - kept);
    }

    /// <summary>A chunk that may have points of a page.</summary>
    /// <param name="Sequence">Its place in the series.</param>
    /// <param name="Count">How many points it has.</param>
    /// <param name="Begins">No point of it comes before this time and step.</param>
    private readonly record struct FoundChunk(int Sequence, int Count, (long Time, long Step) Begins);
}
