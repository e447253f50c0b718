using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>What a series has already of the steps that a write brings: so that points which are there are not stored, and not counted, again.</summary>
/// <remarks>
/// Points that come in order, as nearly all do, have no neighbours and cost nothing. A client that asks again without a number, or sends its log twice, has: a few
/// chunks are read and decoded then, under the lock of the series.
/// </remarks>
internal static class StoredNeighbours
{
    // Of more chunks at the same steps the newest are looked at. Copies of points beyond them are found when chunks are joined.
    private const int FewestChunks = 32;
    private const int PointsPerChunk = 128;

    /// <summary>Whether some point of a write may be in a series already: its first one does not come after the last of the series.</summary>
    public static bool MayBeIn(PointSummary series, Points written) => (written.Steps[0], written.Times[0]).CompareTo((series.LastStep, series.LastTime)) <= 0;

    /// <summary>The chunks of series that have steps which writes bring, decoded.</summary>
    /// <param name="transaction">Has locked the series.</param>
    /// <param name="writes">Any number.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<ILookup<long, Points>> ReadAsync(NpgsqlTransaction transaction, IReadOnlyCollection<(long Series, Points Written)> writes, CancellationToken ct)
    {
        List<(long Series, Points Points)> found = [];
        if (writes.Count == 0) return found.ToLookup(chunk => chunk.Series, chunk => chunk.Points);
        await using var command = await transaction.Statement("""
            select wanted.series, c.data from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[]) as wanted(series, first, last, most) cross join lateral (
              select data from metric_chunks c where c.series_id = wanted.series and c.last_step >= wanted.first and c.first_step <= wanted.last order by c.sequence desc limit wanted.most) c
            """,
            writes.Select(write => write.Series).ToArray(), writes.Select(write => write.Written.Steps[0]).ToArray(), writes.Select(write => write.Written.Steps[^1]).ToArray(),
            writes.Select(write => FewestChunks + (write.Written.Count / PointsPerChunk)).ToArray()).PlannedOnceAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add((reader.GetInt64(0), ChunkCodec.Decode(reader.GetFieldValue<byte[]>(1))));
        return found.ToLookup(chunk => chunk.Series, chunk => chunk.Points);
    }

    /// <summary>Those of the written points that are not there already.</summary>
    /// <param name="written">In the order of a series.</param>
    /// <param name="stored">Batches of points that came before.</param>
    /// <returns>The points as they were given when none is there.</returns>
    /// <remarks>Where there is another value of the same step and time, a copy stays: which of them arrived last is what makes it the last.</remarks>
    public static Points Without(Points written, IEnumerable<Points> stored)
    {
        Dictionary<(long Step, long Time), int> places = new(written.Count);
        var (there, other) = (new bool[written.Count], new bool[written.Count]);
        for (var i = 0; i < written.Count; i++)
        {
            if (!places.TryAdd((written.Steps[i], written.Times[i]), i)) other[places[(written.Steps[i], written.Times[i])]] = other[i] = true;
        }
        foreach (var batch in stored)
        {
            var near = PointOrder.Between(batch, written.Steps[0], written.Steps[^1]);
            for (var i = 0; i < near.Count; i++)
            {
                if (!places.TryGetValue((near.Steps[i], near.Times[i]), out var place)) continue;
                (BitConverter.DoubleToInt64Bits(near.Values[i]) == BitConverter.DoubleToInt64Bits(written.Values[place]) ? there : other)[place] = true;
            }
        }
        int[] kept = [.. Enumerable.Range(0, written.Count).Where(i => !there[i] || other[i])];
        return kept.Length == written.Count ? written
            : new(Array.ConvertAll(kept, i => written.Steps[i]), Array.ConvertAll(kept, i => written.Times[i]), Array.ConvertAll(kept, i => written.Values[i]));
    }
}
