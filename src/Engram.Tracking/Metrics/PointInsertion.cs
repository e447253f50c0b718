using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>The part that every way into the record has in common: points into chunks, and everything that is known about them beside.</summary>
internal static class PointInsertion
{
    /// <summary>Writes points of any runs within a transaction.</summary>
    /// <param name="transaction">Has made sure that the runs are there and stay there.</param>
    /// <param name="writes">Any number; several of one series count in their order.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Which series grew, and which of them may be worth a compaction.</returns>
    /// <exception cref="ArgumentException">A task index is not one of its run's tasks. The transaction must be rolled back.</exception>
    /// <remarks>
    /// Some five round trips however many the runs and series are, one more where points come again or out of order; the points travel by binary COPY.
    /// Locks are taken in this order: series by id, search keys by project and key, summaries by run.
    /// </remarks>
    public static async Task<InsertedPoints> WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<SeriesWrite> writes, CancellationToken ct)
    {
        List<SeriesWrite> joined = [.. writes.GroupBy(write => write.Series).SelectMany(Joined)];
        var rows = await SeriesRows.LockAsync(transaction, [.. joined.Select(write => write.Series).Distinct()], ct);
        Dictionary<long, PointSummary> summaries = new(rows.Count);
        Dictionary<long, int> next = new(rows.Count);
        List<PlacedChunk> chunks = new(joined.Count);
        var stored = await StoredNeighbours.ReadAsync(transaction, [.. joined.Select(write => (Row: rows[write.Series], write.Points))
            .Where(write => write.Row.Summary is { } series && StoredNeighbours.MayBeIn(series, write.Points)).Select(write => (write.Row.Id, write.Points))], ct);
        foreach (var series in joined.GroupBy(write => write.Series))
        {
            var row = rows[series.Key];
            List<Points> there = [.. stored[row.Id]];
            foreach (var write in series)
            {
                var before = summaries.GetValueOrDefault(row.Id) ?? row.Summary;
                var fresh = before is not null && StoredNeighbours.MayBeIn(before, write.Points) ? write.Without(there) : write;
                there.Add(write.Points);
                // Nothing new: the series stays as it is.
                summaries[row.Id] = fresh is null ? before! : before?.Then(fresh.Summary, fresh.Tie) ?? fresh.Summary;
                var sequence = next.GetValueOrDefault(row.Id, row.NextSequence);
                foreach (var chunk in fresh?.Chunks ?? []) chunks.Add(new(row.Id, sequence++, chunk));
                next[row.Id] = sequence;
            }
        }
        await EncodedChunk.CopyAsync(transaction.Connection!, chunks, ct);

        List<NpgsqlBatchCommand> last = [SeriesRows.Update([.. summaries.Select(series => (series.Key, series.Value))])];
        long[] made = [.. rows.Values.Where(row => row.Summary is null).Select(row => row.Id)];
        if (made.Length > 0) last.Add(RunSummaries.OfferKeys(made));
        last.Add(RunSummaries.Update([.. summaries.Keys]));
        await transaction.ExecuteAsync(last, ct);
        return new(rows.ToLookup(row => row.Key.Run, row => new SeriesGrowth(row.Key.Key, row.Key.Task, summaries[row.Value.Id].LastStep)),
            [.. chunks.Where(MayBeCrowded).Select(chunk => chunk.Series).Distinct()]);
    }

    // Asked now and then only: the sequence numbers of a series of small chunks pass such a multiple sooner or later, whatever was missed.
    private static bool MayBeCrowded(PlacedChunk chunk) =>
        chunk.Chunk.Summary.Count < ChunkCompaction.Small && (chunk.Sequence + 1) % (ChunkCompaction.Tolerated + 1) == 0;

    // Small writes of one series become one chunk: a client that sends point by point would else leave a chunk for every point.
    private static IEnumerable<SeriesWrite> Joined(IEnumerable<SeriesWrite> series)
    {
        List<SeriesWrite> waiting = [];
        var points = 0;
        foreach (var write in series)
        {
            if (points + write.Points.Count > MetricStore.ChunkLength && waiting.Count > 0)
            {
                yield return SeriesWrite.Join(waiting);
                (waiting, points) = ([], 0);
            }
            waiting.Add(write);
            points += write.Points.Count;
        }
        if (waiting.Count > 0) yield return SeriesWrite.Join(waiting);
    }
}

/// <summary>What an insertion of points came to.</summary>
/// <param name="Grown">By run, which series grew.</param>
/// <param name="Crowded">Series that may have many small chunks by now.</param>
internal sealed record InsertedPoints(ILookup<Guid, SeriesGrowth> Grown, IReadOnlyList<long> Crowded);
