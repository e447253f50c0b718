using System.Diagnostics;
using Engram.Cli.Bench;
using Engram.Tracking.Comparing;
using Engram.Tracking.Metrics;

namespace Engram.Benchmarks.Ingest;

/// <summary>How long the record takes to show what is in it: best and median of many.</summary>
internal static class ReadingGoals
{
    private const int Times = 15;
    private const int Pixels = 500;

    public static async Task RunAsync(IngestServer server, IngestOptions options, CancellationToken ct)
    {
        var reader = new SeriesReader(server.Data);
        await using var ingestion = new Ingestion(server.Data);
        var longOne = await LogAsync(server, ingestion, reader, 1, options.LongSeries, ct);
        var hundred = await LogAsync(server, ingestion, reader, 100, 10_000, ct);
        var seeds = hundred.Take(30).ToList();
        var middle = options.LongSeries / 2;
        await TimeAsync($"overview of {options.LongSeries / 1e6:0} M points at {Pixels} px", () => reader.ReadThinnedAsync(longOne, 2 * Pixels, null, null, ct));
        await TimeAsync($"10 k steps out of its middle", () => reader.ReadThinnedAsync(longOne, 2 * Pixels, middle, middle + 9_999, ct));
        await TimeAsync($"100 series × 10 k, thinned", () => reader.ReadThinnedAsync(hundred, 2 * Pixels, null, null, ct));
        await TimeAsync($"100 series × 10 k, every point", () => reader.ReadAsync(hundred, null, null, ct));
        await TimeAsync($"mean and interval over 30 seeds × 10 k", async () =>
        {
            var points = await reader.ReadAsync(seeds, null, null, ct);
            return SeriesBand.Of([.. seeds.Select(id => points[id])], Statistic.Mean, new IntervalSettings(), 2 * Pixels);
        });
        await ManyMetricsAsync(server, ingestion, reader, ct);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/octet-stream");
        var run = (await RunOfAsync(server, longOne[0])).ToString("N");
        await TimeAsync($"the overview by HTTP, binary", () => http.GetByteArrayAsync(new Uri($"http://127.0.0.1:{server.Port}/api/v1/series?run={run}&points={2 * Pixels}"), ct));
    }

    // A run of 12,000 metrics must be as normal as one of ten.
    private static async Task ManyMetricsAsync(IngestServer server, Ingestion ingestion, SeriesReader reader, CancellationToken ct)
    {
        var run = (await server.RunsAsync(1, ct))[0];
        var step = 0;
        await TimeAsync($"a point to each of 12,000 metrics", () =>
            ingestion.WriteAsync(run, null, [.. Enumerable.Range(0, 12_000).Select(i => new SeriesBatch($"task/{i}/accuracy", null, new([step++], [0], [i])))], ct));
        await TimeAsync($"a point to one of 12,000 metrics", () => ingestion.WriteAsync(run, null, [new("task/7/accuracy", null, new([step++], [0], [1]))], ct));
        await TimeAsync($"listing 12,000 metrics", () => reader.ListAsync([run], null, null, ct));
    }

    private static async Task TimeAsync<T>(FormattableString what, Func<Task<T>> read)
    {
        List<double> all = [];
        for (var i = 0; i < Times; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await read();
            all.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        all.Sort();
        IngestBenchmark.Say($"{what.ToString(System.Globalization.CultureInfo.InvariantCulture),-42} best {all[0]:0.0} ms, median {all[Times / 2]:0.0} ms (load {IngestBenchmark.Load()})");
    }

    private static async Task<List<long>> LogAsync(IngestServer server, Ingestion ingestion, SeriesReader reader, int runs, int points, CancellationToken ct)
    {
        var ids = await server.RunsAsync(runs, ct);
        foreach (var (seed, run) in ids.Index())
        {
            var curve = IngestBenchmark.Curve(points, (ulong)seed);
            const int part = 1 << 20;
            for (var start = 0; start < points; start += part) await ingestion.WriteAsync(run, null, [new("loss", null, curve.Slice(start, Math.Min(part, points - start)))], ct);
        }
        return [.. (await reader.ListAsync(ids, null, null, ct)).Select(series => series.Id)];
    }

    private static async Task<Guid> RunOfAsync(IngestServer server, long series)
    {
        await using var command = server.Data.CreateCommand("select run_id from series where id = $1");
        command.Parameters.Add(new() { Value = series });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }
}
