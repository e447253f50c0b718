using System.Diagnostics;
using Engram.Tracking.Metrics;
using Npgsql;

namespace Engram.Benchmarks.Ingest;

/// <summary>The limit: encoded chunks by binary COPY into a table like <c>metric_chunks</c>, a hundred per transaction, with nothing else to do.</summary>
internal static class RawCopy
{
    private const int Connections = 2;
    private const int ChunksPerCommit = 100;

    /// <returns>Points a second.</returns>
    public static async Task<double> RunAsync(NpgsqlDataSource data, Points batch, TimeSpan length)
    {
        await ExecuteAsync(data, "create table raw_chunks (like metric_chunks including storage including defaults, primary key (series_id, sequence))");
        var chunk = EncodedChunk.Split(batch)[0];
        var begun = Stopwatch.GetTimestamp();
        var written = await Task.WhenAll(Enumerable.Range(0, Connections).Select(series => Task.Run(async () =>
        {
            await using var connection = await data.OpenConnectionAsync();
            var sequence = 0;
            while (Stopwatch.GetElapsedTime(begun) < length)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                PlacedChunk[] placed = [.. Enumerable.Range(sequence, ChunksPerCommit).Select(place => new PlacedChunk(series, place, chunk))];
                await EncodedChunk.CopyAsync(connection, placed, default, "raw_chunks");
                await transaction.CommitAsync();
                sequence += ChunksPerCommit;
            }
            return (long)sequence * batch.Count;
        })));
        var rate = written.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await ExecuteAsync(data, "drop table raw_chunks");
        return rate;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
