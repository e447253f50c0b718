using Npgsql;
using NpgsqlTypes;

namespace Engram.Tracking.Metrics;

/// <summary>A chunk on its way into <c>metric_chunks</c>: the encoded points and what is known about them without decoding.</summary>
internal sealed record EncodedChunk(long Series, int Sequence, PointSummary Summary, double Sum, double SumOfSquares, byte[] Data)
{
    /// <summary>Cuts points, steps growing, into chunks of <see cref="MetricStore.ChunkLength"/>.</summary>
    public static IEnumerable<EncodedChunk> Split(long series, int firstSequence, Points points)
    {
        for (var start = 0; start < points.Count; start += MetricStore.ChunkLength)
        {
            var part = points.Slice(start, Math.Min(MetricStore.ChunkLength, points.Count - start));
            var (sum, squares) = (0.0, 0.0);
            foreach (var value in part.Values)
            {
                if (double.IsNaN(value)) continue;
                sum += value;
                squares += value * value;
            }
            yield return new(series, firstSequence++, PointSummary.Of(part), sum, squares, ChunkCodec.Encode(part));
        }
    }

    public static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<EncodedChunk> chunks, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync("""
            copy metric_chunks (series_id, sequence, first_step, last_step, count, min_value, max_value, sum, sum_of_squares, nan_count, data)
            from stdin (format binary)
            """, ct);
        foreach (var chunk in chunks)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(chunk.Series, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(chunk.Sequence, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(chunk.Summary.FirstStep, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(chunk.Summary.LastStep, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync((int)chunk.Summary.Count, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(chunk.Summary.Min, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(chunk.Summary.Max, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(chunk.Sum, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(chunk.SumOfSquares, NpgsqlDbType.Double, ct);
            await writer.WriteAsync((int)chunk.Summary.NanCount, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(chunk.Data, NpgsqlDbType.Bytea, ct);
        }
        await writer.CompleteAsync(ct);
    }
}
