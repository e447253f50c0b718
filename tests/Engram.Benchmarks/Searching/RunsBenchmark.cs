using System.Diagnostics;
using System.Globalization;
using Engram.Benchmarks.Measuring;
using Engram.Cli.Bench;
using Engram.Migrations;
using Engram.Numerics.Random;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Benchmarks.Searching;

/// <summary><c>./engram bench runs</c>: makes the big set in a PostgreSQL of its own and measures the searches of the runs page.</summary>
internal static class RunsBenchmark
{
    private const double CountGoal = 300;

    /// <summary>Makes the set unless it is there, asks, and prints a table.</summary>
    public static async Task RunAsync(RunsBenchOptions options, TextWriter output, TimeProvider time)
    {
        var folder = options.Data is null ? Directory.CreateTempSubdirectory("engram-bench-").FullName : Path.GetFullPath(options.Data);
        if (OperatingSystem.IsLinux() && options.Data is null) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101); // for the server's user
        try
        {
            await using var server = await PrivatePostgres.StartAsync(folder, PostgresPrograms.Find(folder), new PrivatePostgresOptions { Database = string.Create(CultureInfo.InvariantCulture, $"runs{options.Runs}") });
            await using var database = NpgsqlDataSource.Create(server.ConnectionString);
            await PrepareAsync(options, server.ConnectionString, database, output);
            await AskAsync(options, database, output, time);
        }
        finally
        {
            if (options.Data is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PrepareAsync(RunsBenchOptions options, string connectionString, NpgsqlDataSource database, TextWriter output)
    {
        await using (var db = EngramDbFactory.Create(connectionString)) await db.Database.MigrateAsync();
        if ((long)(await ScalarAsync(database, "select count(*) from (select from search_keys limit 1) last"))! > 0) return; // what is written last
        var began = Stopwatch.GetTimestamp();
        await new RunPopulation(options.Runs).WriteAsync(database);
        var size = (string)(await ScalarAsync(database, "select pg_size_pretty(pg_database_size(current_database()))"))!;
        output.WriteLine(Invariant($"{options.Runs:N0} runs in {RunPopulation.Projects} projects written in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; the database has {size}."));
    }

    private static async Task AskAsync(RunsBenchOptions options, NpgsqlDataSource database, TextWriter output, TimeProvider time)
    {
        var wishes = new IndexWishes(time);
        var search = new RunSearch(database, wishes);
        var stream = RandomStream.FromSeed(1);
        foreach (var question in Question.All) wishes.Note(Query(question, stream));
        var began = Stopwatch.GetTimestamp();
        var (made, _) = await new SortIndexes(database, wishes, time).TendAsync(default);
        if (made.Count > 0) output.WriteLine(Invariant($"{made.Count} indexes made in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s."));
        await ScalarAsync(database, "checkpoint");
        output.WriteLine($"{"question",-32} {"page min",9} {"p50",8} {"p95",8} {"goal",6} {"",4} {"count min",10} {"p50",8} {"p95",8} {"found",8}   ms, of the first project");
        foreach (var question in Question.All)
        {
            List<double> pages = [], counts = [];
            RunCount? count = null;
            var found = 0;
            for (var round = -2; round < options.Rounds; round++)
            {
                var query = Query(question, stream);
                var page = await MeasureAsync(async () => found = (await search.FindAsync(query, null, Question.PageSize + 1, default)).Count);
                var counting = await MeasureAsync(async () => count = await search.CountAsync(query, default));
                if (round < 0) continue; // connections, caches
                pages.Add(page);
                counts.Add(counting);
            }
            var (p95, count95) = (Statistics.Quantile(pages, 0.95), Statistics.Quantile(counts, 0.95));
            output.WriteLine(Invariant($"{question.Name,-32} {pages.Min(),9:0.00} {Statistics.Median(pages),8:0.00} {p95,8:0.00} {question.Goal,6} {(p95 <= question.Goal ? "" : "MISS"),4} {counts.Min(),10:0.00} {Statistics.Median(counts),8:0.00} {count95,8:0.00} {(count is { } known ? $"{known.AtLeast}{(known.IsExact ? "" : "+")}" : "too many"),8} {(count95 <= CountGoal ? "" : "MISS"),5}"));
            if (options.Plans) await ExplainAsync(database, Query(question, stream), output);
        }
    }

    private static RunQuery Query(Question question, RandomStream stream)
    {
        var (filter, order) = question.Draw(stream);
        return new(FilterParser.Parse(filter), RunOrder.Parse(order)) { Project = RunPopulation.Project(0) };
    }

    private static async Task ExplainAsync(NpgsqlDataSource database, RunQuery query, TextWriter output)
    {
        foreach (var (sql, parameters) in new[] { RunSearch.Page(query, 0, null, Question.PageSize + 1), RunSearch.Count(query) })
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var settings = new NpgsqlCommand(RunSearch.Settings, connection) { Parameters = { new() { Value = "0" } } }) await settings.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand($"explain (analyze, buffers) {sql}", connection);
            parameters.AddTo(command);
            await using var reader = await command.ExecuteReaderAsync();
            // Written out, the expression of a number is longer than all the rest.
            while (await reader.ReadAsync()) output.WriteLine($"    {(reader.GetString(0) is { Length: > 160 } line ? $"{line[..160]}…" : reader.GetString(0))}");
        }
    }

    private static async Task<double> MeasureAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
