using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Makes large chunks of many small ones, as clients leave them that send a few points at a time.</summary>
/// <remarks>
/// Only chunks that were written one after the other are joined, and the result takes their place in the order of writing, so that which point is the last of its
/// step stays what it was. Points come back as they were, but for copies (the same step, time and value), of which one stays.
/// </remarks>
/// <param name="database">The record.</param>
public sealed class ChunkCompaction(NpgsqlDataSource database)
{
    /// <summary>A chunk with fewer points is small.</summary>
    public const int Small = 1_000;

    /// <summary>A series that has more small chunks than this is worth the work.</summary>
    public const int Tolerated = 32;

    // What one transaction takes on, as writers of these series wait for it: some tens of milliseconds.
    private const int MostSeries = 64;
    private const int MostChunks = 512;

    /// <summary>Joins small chunks of series that have more than <see cref="Tolerated"/> of them. Any number of processes may do so at once.</summary>
    /// <param name="series">Ids of series; nothing happens to one that does not exist.</param>
    /// <param name="ct">Ends the wait; the transaction under way changes nothing then.</param>
    /// <returns>How many chunks became fewer.</returns>
    /// <remarks>
    /// In transactions of some series and some hundred chunks, under the locks that writers of the series take, in the same order: what they add comes before or
    /// after.
    /// </remarks>
    public async Task<int> CompactAsync(IReadOnlyCollection<long> series, CancellationToken ct)
    {
        var saved = 0;
        foreach (var some in series.Distinct().Order().Chunk(MostSeries))
        {
            while (await JoinAsync(some, ct) is > 0 and var fewer) saved += fewer;
        }
        return saved;
    }

    private async Task<int> JoinAsync(long[] series, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var hold = transaction.Statement("select 1 from series where id = any($1) order by id for update", series)) await hold.ExecuteNonQueryAsync(ct);
        var groups = await FindAsync(transaction, series, ct);
        if (groups.Count == 0) return 0;

        var taken = await TakeAsync(transaction, groups, ct);
        List<PlacedChunk> joined = [];
        List<long> withCopies = [];
        foreach (var (id, chunks) in taken)
        {
            var points = PointOrder.Sort([.. chunks.Values]);
            joined.AddRange(EncodedChunk.Split(points).Select((chunk, place) => new PlacedChunk(id, chunks.Keys[0] + place, chunk)));
            if (points.Count < chunks.Values.Sum(chunk => chunk.Count)) withCopies.Add(id);
        }
        await EncodedChunk.CopyAsync(connection, joined, ct);
        foreach (var id in withCopies) await CountAnewAsync(transaction, id, ct);
        if (withCopies.Count > 0) await transaction.ExecuteAsync([RunSummaries.Update([.. withCopies])], ct);
        await transaction.CommitAsync(ct);
        return taken.Sum(chunks => chunks.Value.Count) - joined.Count;
    }

    /// <summary>Of every series that has too many small chunks, the longest run of neighbours in the order of writing that are all small: joining makes them fewer.</summary>
    private static async Task<List<Neighbours>> FindAsync(NpgsqlTransaction transaction, long[] series, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select distinct on (series_id) series_id, first, last from (
              select series_id, min(sequence) as first, max(sequence) as last, count(*) as chunks, sum(count(*)) over (partition by series_id) as small from (
                select series_id, sequence, count, row_number() over (partition by series_id order by sequence) - rank as block from (
                  select series_id, sequence, count, row_number() over (partition by series_id, count < $2 order by sequence) as rank
                  from metric_chunks where series_id = any($1)
                ) chunk
              ) chunk where count < $2 group by series_id, block
            ) block where small > $3 and chunks > 1 order by series_id, chunks desc, first
            """, series, Small, Tolerated);
        List<Neighbours> found = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2)));
        return found;
    }

    private static async Task<Dictionary<long, SortedList<int, Points>>> TakeAsync(NpgsqlTransaction transaction, List<Neighbours> groups, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            delete from metric_chunks c using unnest($1::bigint[], $2::int[], $3::int[]) as taken(series, first, last)
            where c.series_id = taken.series and c.sequence between taken.first and taken.last returning c.series_id, c.sequence, c.data
            """,
            groups.Select(group => group.Series).ToArray(), groups.Select(group => group.First).ToArray(),
            groups.Select(group => Math.Min(group.Last, group.First + Math.Max(2 * Tolerated, MostChunks / groups.Count) - 1)).ToArray());
        Dictionary<long, SortedList<int, Points>> chunks = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetInt64(0);
            if (!chunks.TryGetValue(id, out var ofSeries)) chunks[id] = ofSeries = [];
            ofSeries.Add(reader.GetInt32(1), ChunkCodec.Decode(reader.GetFieldValue<byte[]>(2)));
        }
        return chunks;
    }

    // Copies went: what the series says of how many points it has, and of their mean, is put right.
    private static async Task CountAnewAsync(NpgsqlTransaction transaction, long series, CancellationToken ct)
    {
        List<(int Count, double Sum, int Nans)> chunks = [];
        await using (var command = transaction.Statement("select count, sum, nan_count from metric_chunks where series_id = $1 order by sequence", series))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) chunks.Add((reader.GetInt32(0), reader.GetDouble(1), reader.GetInt32(2)));
        }
        var (count, nans) = (chunks.Sum(chunk => (long)chunk.Count), chunks.Sum(chunk => (long)chunk.Nans));
        var mean = nans > 0 ? double.NaN : chunks.Sum(chunk => chunk.Sum / count);
        await using var update = transaction.Statement("update series set count = $2, nan_count = $3, mean_value = $4 where id = $1", series, count, nans, mean);
        await update.ExecuteNonQueryAsync(ct);
    }

    private sealed record Neighbours(long Series, int First, int Last);
}
