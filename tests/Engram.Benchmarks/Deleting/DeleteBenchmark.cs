using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Engram.Benchmarks.Ingest;
using Engram.Cli.Bench;
using Engram.Numerics.Random;
using Engram.Tracking.Metrics;
using Npgsql;

namespace Engram.Benchmarks.Deleting;

/// <summary><c>./engram bench delete</c>: deletes, restores and purges thousands of runs with their points while others log, and tells how long each takes and what the others feel.</summary>
internal static class DeleteBenchmark
{
    private const string Metric = "loss";

    public static async Task RunAsync(DeleteOptions options, CancellationToken ct)
    {
        await using var server = await IngestServer.StartAsync(ct);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{server.Port}/api/v1/"), Timeout = TimeSpan.FromMinutes(10) };
        var runs = await server.RunsAsync(options.Runs, ct);
        await FillAsync(server, runs, options);
        Say($"{options.Runs} runs with {options.Metrics} metrics of {options.Points} points; {options.Clients} clients log 1,000 points a batch meanwhile; {Environment.ProcessorCount} processors, load {IngestBenchmark.Load()}");
        Say($"{"",-22} {"took, s",9} {"batches/s",10} {"p50, ms",9} {"p99",9} {"slowest",9}");
        await MeasureAsync("nothing", server, options, () => Task.Delay(TimeSpan.FromSeconds(options.Seconds), ct), ct);
        var deleted = default(DateTimeOffset);
        await MeasureAsync("delete", server, options, async () => deleted = (await PostAsync(http, "runs/delete", new { ids = runs }, "deleted", options.Runs, ct)).GetProperty("deletedAt").GetDateTimeOffset(), ct);
        await MeasureAsync("restore", server, options, () => PostAsync(http, "runs/restore", new { deletedAt = deleted }, "restored", options.Runs, ct), ct);
        await MeasureAsync("delete again", server, options, () => PostAsync(http, "runs/delete", new { ids = runs }, "deleted", options.Runs, ct), ct);
        await MeasureAsync("list the bin", server, options, () => http.GetStringAsync("bin", ct), ct);
        await MeasureAsync("purge", server, options, () => PostAsync(http, "bin/purge", new { olderThanDays = 0 }, "runs", options.Runs, ct), ct);
        await MeasureAsync("nothing", server, options, () => Task.Delay(TimeSpan.FromSeconds(options.Seconds), ct), ct);
    }

    // Every run gets the points of the first: how they came is not what is measured.
    private static async Task FillAsync(IngestServer server, Guid[] runs, DeleteOptions options)
    {
        foreach (var name in Enumerable.Range(0, options.Metrics).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Metric}{i}")))
        {
            await using (var ingestion = new Ingestion(server.Data)) await ingestion.WriteAsync(runs[0], null, [new(name, null, IngestBenchmark.Curve(options.Points))], default);
            await using var copy = server.Data.CreateCommand("""
                with model as (select * from series where run_id = $1 and key = $3), made as (
                  insert into series (run_id, key, task_index, count, first_step, last_step, last_time, last_value, min_value, max_value, mean_value, nan_count)
                  select run, key, task_index, count, first_step, last_step, last_time, last_value, min_value, max_value, mean_value, nan_count
                  from model cross join unnest($2::uuid[]) run where run <> $1 returning id)
                insert into metric_chunks select (jsonb_populate_record(c, jsonb_build_object('series_id', made.id))).* from metric_chunks c join model on model.id = c.series_id cross join made
                """);
            foreach (var value in new object[] { runs[0], runs, name }) copy.Parameters.Add(new() { Value = value });
            copy.CommandTimeout = 0;
            await copy.ExecuteNonQueryAsync();
        }
        await using var summaries = new NpgsqlBatch(await server.Data.OpenConnectionAsync());
        summaries.BatchCommands.Add(new("insert into run_summaries (run_id, project_id, summary) select run, s.project_id, s.summary from run_summaries s cross join unnest($2::uuid[]) run where s.run_id = $1 and run <> $1")
        {
            Parameters = { new() { Value = runs[0] }, new() { Value = runs } },
        });
        summaries.BatchCommands.Add(new("analyze"));
        summaries.Timeout = 0;
        await summaries.ExecuteNonQueryAsync();
        await summaries.Connection!.DisposeAsync();
    }

    private static async Task MeasureAsync(string what, IngestServer server, DeleteOptions options, Func<Task> act, CancellationToken ct)
    {
        LoadClient[] clients = [.. (await server.RunsAsync(options.Clients, ct)).Select((run, i) => new LoadClient(server.Port, run, 1_000, binary: true, RandomStream.FromSeed((ulong)i)))];
        var over = false;
        var logging = Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(() => !Volatile.Read(ref over)), ct)));
        var begun = Stopwatch.GetTimestamp();
        await act();
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Volatile.Write(ref over, true);
        await logging;
        double[] latencies = [.. clients.SelectMany(client => client.Latencies).Order()];
        foreach (var client in clients) client.Dispose();
        Say($"{what,-22} {took,9:0.00} {latencies.Length / took,10:0} {latencies[latencies.Length / 2],9:0.0} {latencies[(int)(latencies.Length * 0.99)],9:0.0} {latencies[^1],9:0.0}");
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string address, object body, string member, int expected, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync(address, body, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        var json = answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException(text);
        return json.GetProperty(member).GetInt32() == expected ? json : throw new InvalidOperationException($"{expected} runs were meant; the answer to {address} was {text}");
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
