using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Takes the points of a run that a worker executes into the record.</summary>
/// <remarks>
/// A method that takes a fence is one transaction under it and throws <see cref="LostRunException"/>, having written nothing, when the run is another's.
/// Points of external runs come in by <see cref="Ingestion"/>.
/// </remarks>
/// <param name="database">The record.</param>
public sealed class MetricStore(NpgsqlDataSource database)
{
    /// <summary>Most points in a chunk.</summary>
    public const int ChunkLength = 4_096;

    /// <summary>Appends points, moves the summaries of their series, and tells that the series grew.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="batches">Any number; several of one series count in their order.</param>
    /// <param name="ct">Ends the wait; nothing is written then.</param>
    /// <exception cref="ArgumentException">A task index is not one of the run's tasks. Nothing was written.</exception>
    /// <remarks>
    /// Answers after the commit, and now and then after a compaction besides. Some eight round trips however many the series are; the points travel by binary COPY. A write whose answer
    /// got lost may be repeated: points that are there already are not written again.
    /// </remarks>
    public async Task WriteAsync(RunFence fence, IReadOnlyList<SeriesBatch> batches, CancellationToken ct)
    {
        if (batches.Count == 0) return;
        IReadOnlyList<long> crowded = [];
        await FencedTransaction.WriteAsync(database, fence, async record => crowded = await WriteAsync(record, batches, ct), ct);
        await JoinSmallChunksAsync(crowded, ct);
    }

    /// <summary>Appends points within a transaction that writes other things as well.</summary>
    /// <inheritdoc cref="WriteAsync(RunFence, IReadOnlyList{SeriesBatch}, CancellationToken)"/>
    /// <param name="record">The transaction.</param>
    /// <param name="batches">At least one; several of one series count in their order.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Series that may have many small chunks by now, for <see cref="JoinSmallChunksAsync"/> after the commit.</returns>
    /// <exception cref="ArgumentException">A task index is not one of the run's tasks. The transaction cannot be committed any more.</exception>
    public static async Task<IReadOnlyList<long>> WriteAsync(FencedTransaction record, IReadOnlyList<SeriesBatch> batches, CancellationToken ct)
    {
        var run = record.Fence.RunId;
        var inserted = await PointInsertion.WriteAsync(record.Transaction, SeriesWrite.Of(run, batches, lastOfEachStep: true), ct);
        record.Tell(RunEventKind.Series, [.. inserted.Grown[run]]);
        return inserted.Crowded;
    }

    /// <summary>Joins the small chunks of series that have many; while a run goes on, and in transactions of its own.</summary>
    /// <param name="series">What a write answered; often nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task JoinSmallChunksAsync(IReadOnlyList<long> series, CancellationToken ct) => new ChunkCompaction(database).CompactAsync(series, ct);

    /// <summary>Rewrites what arrived in pieces as if it had arrived at once; for the end of the experiment, before the run is ended.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="ct">Ends the wait; nothing is changed then.</param>
    /// <returns>How many series were rewritten.</returns>
    /// <remarks>
    /// Afterwards chunks do not overlap, hold <see cref="ChunkLength"/> points each but the last, and the summary is that of the points, steps written
    /// twice counted once. So what is stored depends on the points alone and not on when the worker happened to write: two runs of
    /// the same seed have the same means to the last bit. O(points of the run); one series is in memory at a time.
    /// </remarks>
    public async Task<int> CompactAsync(RunFence fence, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var scattered = await ScatteredAsync(transaction, fence, ct);
        // A lock is written to the disk. A short run, whose points all came at once, needs none.
        if (scattered.Length == 0) return 0;
        await fence.HoldAsync(transaction, ct);
        foreach (var series in scattered)
        {
            var points = await TakeAsync(transaction, series, ct);
            await EncodedChunk.CopyAsync(connection, [.. EncodedChunk.Split(points).Select((chunk, sequence) => new PlacedChunk(series, sequence, chunk))], ct);
            await transaction.ExecuteAsync([SeriesRows.Update([(series, PointSummary.Of(points))])], ct);
        }
        await transaction.ExecuteAsync([RunSummaries.Update(scattered)], ct);
        await transaction.CommitAsync(ct);
        return scattered.Length;
    }

    private static async Task<long[]> ScatteredAsync(NpgsqlTransaction transaction, RunFence fence, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select array(
              select s.id from series s join metric_chunks c on c.series_id = s.id where s.run_id = r.id group by s.id having count(*) > 1 order by s.id)
            from runs r where r.id = $1 and r.worker_id = $2 and r.attempt = $3 and r.state = 'running'
            """, fence.RunId, fence.WorkerId, fence.Attempt);
        return await command.ExecuteScalarAsync(ct) as long[] ?? throw new LostRunException(fence);
    }

    private static async Task<Points> TakeAsync(NpgsqlTransaction transaction, long series, CancellationToken ct)
    {
        await using var command = transaction.Statement("delete from metric_chunks where series_id = $1 returning sequence, data", series);
        SortedList<int, Points> chunks = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) chunks.Add(reader.GetInt32(0), ChunkCodec.Decode(reader.GetFieldValue<byte[]>(1)));
        return PointOrder.Merge([.. chunks.Values]);
    }
}
