using System.Diagnostics;
using System.Globalization;
using Engram.Cli;
using Engram.Cli.Bench;
using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Benchmarks.Ingest;

/// <summary>How many points a second the record takes by each door, beside the limit of its database, and how long it takes to look at them.</summary>
/// <remarks>
/// Everything is on this machine: server, database and clients share its cores. So three numbers are told of each form: points a second as it was, with
/// whatever else the machine did; the processor time of web host and database per batch; and that of all, clients included.
/// </remarks>
internal static class IngestBenchmark
{
    public static async Task RunAsync(IngestOptions options, CancellationToken ct)
    {
        await using var server = await IngestServer.StartAsync(ct);
        Say($"{options.Clients} clients, {options.Batch} points a batch, {options.Seconds} s a form, best of {options.Rounds} rounds; {Environment.ProcessorCount} processors, load {Load()}");
        List<Measured> all = [];
        var limit = 0.0;
        for (var round = 0; round < options.Rounds; round++)
        {
            limit = Math.Max(limit, await RawCopy.RunAsync(server.Data, Curve(options.Batch), TimeSpan.FromSeconds(Math.Max(1, options.Seconds / 2))));
            foreach (var binary in (bool[])[false, true]) all.Add(await MeasureAsync(server, options, binary, ct));
        }
        Say($"raw COPY of encoded chunks, 2 connections, 100 chunks a commit: {limit / 1e6:0.00} M points/s");
        foreach (var form in all.GroupBy(one => one.Form))
        {
            var best = form.MaxBy(one => one.PointsPerSecond)!;
            Say(Text($"{form.Key,-6} {best.PointsPerSecond / 1e6:0.00} M points/s (rounds {string.Join(", ", form.Select(one => Text($"{one.PointsPerSecond / 1e6:0.00} at load {one.Load}")))}), ")
                + Text($"{100 * best.PointsPerSecond / limit:0} % of raw COPY"));
            Say($"       batch p50 {best.Median:0.0} ms, p99 {best.P99:0.0} ms; {best.BytesPerPoint:0.00} bytes/point in chunks, {best.AllBytesPerPoint:0.00} with everything; {best.Refusals} refused");
            var leanest = form.MinBy(one => one.AllMicroseconds)!;
            Say(Text($"       processor time of a batch: web host {leanest.WebMicroseconds:0} µs, database {leanest.DatabaseMicroseconds:0} µs, client {leanest.ClientMicroseconds:0} µs: ")
                + Text($"{2e6 / leanest.AllMicroseconds * options.Batch / 1e6:0.00} M points/s when two processors do nothing else"));
        }
        await ReadingGoals.RunAsync(server, options, ct);
    }

    /// <summary>A noisy learning curve of single precision, as it is sent.</summary>
    public static Points Curve(int count, ulong seed = 1)
    {
        var random = RandomStream.FromSeed(seed);
        var (points, now) = (new Points(new long[count], new long[count], new double[count]), 1_700_000_000_000L);
        for (var i = 0; i < count; i++)
        {
            (points.Steps[i], points.Times[i], points.Values[i]) = (i, now += 1 + random.NextInt(5), (float)(Math.Exp(-i / 500.0) + (0.1 * random.NextNormal())));
        }
        return points;
    }

    /// <summary>A line of the report, numbers as programs read them.</summary>
    public static void Say(FormattableString line) => Say(Text(line));

    /// <summary>The load of the machine over the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static void Say(string line) => Console.WriteLine(line);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task<Measured> MeasureAsync(IngestServer server, IngestOptions options, bool binary, CancellationToken ct)
    {
        var runs = await server.RunsAsync(options.Clients, ct);
        LoadClient[] clients = [.. runs.Select((run, i) => new LoadClient(server.Port, run, options.Batch, binary, RandomStream.FromSeed((ulong)i)))];
        var (chunks, all) = (await server.BytesAsync("metric_chunks"), await server.BytesAsync(Everything));
        TimeSpan[] before = [server.UsedByWeb, server.UsedByDatabase, Process.GetCurrentProcess().TotalProcessorTime];
        var begun = Stopwatch.GetTimestamp();
        var length = TimeSpan.FromSeconds(options.Seconds);
        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(() => Stopwatch.GetElapsedTime(begun) < length), ct)));
        var elapsed = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        TimeSpan[] used = [server.UsedByWeb - before[0], server.UsedByDatabase - before[1], Process.GetCurrentProcess().TotalProcessorTime - before[2]];
        var batches = clients.Sum(client => client.Batches);
        if (batches == 0) throw new RefusedException($"No batch was answered within {options.Seconds} s; give more --seconds.");
        var points = (double)batches * options.Batch;
        double[] latencies = [.. clients.SelectMany(client => client.Latencies).Order()];
        foreach (var client in clients) client.Dispose();
        return new(binary ? "binary" : "JSON", points / elapsed, latencies[latencies.Length / 2], latencies[(int)(latencies.Length * 0.99)],
            (await server.BytesAsync("metric_chunks") - chunks) / points, (await server.BytesAsync(Everything) - all) / points,
            1e6 * used[0].TotalSeconds / batches, 1e6 * used[1].TotalSeconds / batches, 1e6 * used[2].TotalSeconds / batches, clients.Sum(client => client.Refusals), Load());
    }

    private static string[] Everything => ["metric_chunks", "series", "metric_requests", "run_summaries", "search_keys"];

    private sealed record Measured(string Form, double PointsPerSecond, double Median, double P99, double BytesPerPoint, double AllBytesPerPoint,
        double WebMicroseconds, double DatabaseMicroseconds, double ClientMicroseconds, int Refusals, string Load)
    {
        public double AllMicroseconds => WebMicroseconds + DatabaseMicroseconds + ClientMicroseconds;
    }
}
