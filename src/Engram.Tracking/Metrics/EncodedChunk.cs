using Npgsql;
using NpgsqlTypes;

namespace Engram.Tracking.Metrics;

/// <summary>Points of a series, encoded, and what is known about them without decoding: a row of <c>metric_chunks</c> that has no place yet.</summary>
internal sealed record EncodedChunk(PointSummary Summary, long EarliestTime, long LatestTime, Extreme? Min, Extreme? Max, double Sum, double SumOfSquares, byte[] Data)
{
    /// <summary>Cuts points, in the order of a series, into chunks of <see cref="MetricStore.ChunkLength"/>.</summary>
    public static List<EncodedChunk> Split(Points points)
    {
        List<EncodedChunk> chunks = new(1 + (points.Count / MetricStore.ChunkLength));
        for (var start = 0; start < points.Count; start += MetricStore.ChunkLength)
        {
            chunks.Add(Of(points.Slice(start, Math.Min(MetricStore.ChunkLength, points.Count - start))));
        }
        return chunks;
    }

    /// <summary>Appends rows to <c>metric_chunks</c>, or a table like it.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<PlacedChunk> chunks, CancellationToken ct, string table = "metric_chunks")
    {
        await using var writer = await connection.BeginBinaryImportAsync($"""
            copy {table} (series_id, sequence, first_step, last_step, earliest_time, latest_time, count, min_value, max_value, min_step, min_time, max_step, max_time,
              sum, sum_of_squares, nan_count, data)
            from stdin (format binary)
            """, ct);
        foreach (var (series, sequence, chunk) in chunks)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(series, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(sequence, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(chunk.Summary.FirstStep, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(chunk.Summary.LastStep, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(chunk.EarliestTime, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(chunk.LatestTime, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync((int)chunk.Summary.Count, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(chunk.Summary.Min, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(chunk.Summary.Max, NpgsqlDbType.Double, ct);
            await WriteAsync(writer, chunk.Min, ct);
            await WriteAsync(writer, chunk.Max, ct);
            await writer.WriteAsync(chunk.Sum, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(chunk.SumOfSquares, NpgsqlDbType.Double, ct);
            await writer.WriteAsync((int)chunk.Summary.NanCount, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(chunk.Data, NpgsqlDbType.Bytea, ct);
        }
        await writer.CompleteAsync(ct);
    }

    private static EncodedChunk Of(Points points)
    {
        var (sum, squares, min, max) = (0.0, 0.0, -1, -1);
        for (var i = 0; i < points.Count; i++)
        {
            var value = points.Values[i];
            if (double.IsNaN(value)) continue;
            sum += value;
            squares += value * value;
            if (min < 0 || value < points.Values[min]) min = i;
            if (max < 0 || value > points.Values[max]) max = i;
        }
        // A point that another one at its step replaces is not drawn: where there may be such, only decoding tells.
        var (drawn, none) = (min >= 0 && PointOrder.Grows(points.Steps), default(Extreme?));
        return new(PointSummary.Of(points), points.Times.Min(), points.Times.Max(), drawn ? Extreme.Of(points, min) : none, drawn ? Extreme.Of(points, max) : none, sum, squares, ChunkCodec.Encode(points));
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter writer, Extreme? extreme, CancellationToken ct)
    {
        if (extreme is not { } there)
        {
            await writer.WriteNullAsync(ct);
            await writer.WriteNullAsync(ct);
            return;
        }
        await writer.WriteAsync(there.Step, NpgsqlDbType.Bigint, ct);
        await writer.WriteAsync(there.Time, NpgsqlDbType.Bigint, ct);
    }
}

/// <summary>Where the smallest or the largest value of a chunk lies.</summary>
internal readonly record struct Extreme(long Step, long Time)
{
    public static Extreme Of(Points points, int point) => new(points.Steps[point], points.Times[point]);
}

/// <summary>A chunk and its place in a series.</summary>
internal readonly record struct PlacedChunk(long Series, int Sequence, EncodedChunk Chunk);
