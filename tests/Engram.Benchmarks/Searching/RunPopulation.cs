using System.Globalization;
using System.Text;
using Engram.Numerics.Random;
using Npgsql;
using NpgsqlTypes;

namespace Engram.Benchmarks.Searching;

/// <summary>The public big set: runs of many projects with 20 options and the summaries of 5 metrics each, the same for everybody.</summary>
/// <param name="runs">How many; from a million on, half of them stand in the first project.</param>
internal sealed class RunPopulation(int runs)
{
    public const int Projects = 50;

    private const int Seed = 860; // of the request at another tracker that the size is from
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Optimizers = ["adam", "adamw", "sgd", "rmsprop", "adagrad", "metagd"];
    private static readonly string[] Metrics = ["val_loss", "loss", "accuracy", "val_accuracy", "seconds"];
    private static readonly string[] States = ["succeeded", "succeeded", "succeeded", "failed", "cancelled", "running"];
    private readonly RandomStream _stream = RandomStream.FromSeed(Seed);

    /// <summary>A project's identifier.</summary>
    public static Guid Project(int i) => new($"01940000-0000-7000-8000-{i:x12}");

    /// <summary>Writes the set into a record that has none: by COPY, and with the large indexes made at the end.</summary>
    public async Task WriteAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        // Ours is the server; a million rows need no check of what they refer to.
        await ExecuteAsync(connection, "set session_replication_role = replica; truncate projects, runs cascade");
        await ExecuteAsync(connection, $"insert into projects (id, name, description, tags, created_at) select ('01940000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'project ' || i, '', '{{}}', now() from generate_series(0, {Projects - 1}) i");
        var indexes = await LargeIndexesAsync(connection);
        foreach (var (name, _) in indexes) await ExecuteAsync(connection, $"drop index {name}");
        await CopyRunsAsync(connection);
        await CopySummariesAsync(connection);
        foreach (var (_, definition) in indexes) await ExecuteAsync(connection, definition);
        await ExecuteAsync(connection, """
            insert into search_keys (project_id, kind, key) select distinct project_id, 'option', key from (select project_id, options from runs limit 10000) r cross join jsonb_object_keys(options) key;
            insert into search_keys (project_id, kind, key) select distinct project_id, 'metric', key from (select project_id, summary from run_summaries limit 10000) s cross join jsonb_object_keys(summary) key
            """);
        await ExecuteAsync(connection, "vacuum analyze runs, run_summaries, search_keys");
    }

    private async Task CopyRunsAsync(NpgsqlConnection connection)
    {
        await using var copy = await connection.BeginBinaryImportAsync("""
            copy runs (id, project_id, name, state, seed, attempt, losses, priority, position, cancel_requested, progress, doing, notes, tags, options, tag_values, user_name, submitted_at, started_at, finished_at)
            from stdin (format binary)
            """);
        copy.Timeout = Patience;
        for (var i = 0; i < runs; i++)
        {
            var at = Start.AddSeconds(i * 7);
            var state = Pick(States);
            await copy.StartRowAsync();
            await copy.WriteAsync(Run(i));
            await copy.WriteAsync(Project(ProjectOf(i)));
            await copy.WriteAsync($"trial-{i:d7} {Pick(Optimizers)}");
            await copy.WriteAsync(state);
            await copy.WriteAsync((long)(i % 10));
            for (var zero = 0; zero < 4; zero++) await copy.WriteAsync(0);
            await copy.WriteAsync(false);
            await copy.WriteAsync(1.0);
            await copy.WriteAsync("");
            await copy.WriteAsync("");
            await copy.WriteAsync(i % 20 == 0 ? new[] { "baseline" } : []);
            await copy.WriteAsync(Options(i), NpgsqlDbType.Jsonb);
            await copy.WriteAsync($$"""{"team": "t{{i % 7}}"}""", NpgsqlDbType.Jsonb);
            await copy.WriteAsync($"user{i % 11}");
            await copy.WriteAsync(at);
            await copy.WriteAsync(at);
            if (state == "running") await copy.WriteNullAsync();
            else await copy.WriteAsync(at.AddSeconds(_stream.NextInt(7_200)));
        }
        await copy.CompleteAsync();
    }

    private async Task CopySummariesAsync(NpgsqlConnection connection)
    {
        await using var copy = await connection.BeginBinaryImportAsync("copy run_summaries (run_id, project_id, summary) from stdin (format binary)");
        copy.Timeout = Patience;
        for (var i = 0; i < runs; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(Run(i));
            await copy.WriteAsync(Project(ProjectOf(i)));
            await copy.WriteAsync(Summary(), NpgsqlDbType.Jsonb);
        }
        await copy.CompleteAsync();
    }

    private static Guid Run(int i) => new($"01950000-{i >> 16:x4}-7{i & 0xfff:x3}-8000-{i:x12}");

    private int ProjectOf(int i) => runs >= 1_000_000 && i % 2 == 0 ? 0 : i / 2 % Projects;

    private string Options(int i)
    {
        var json = new StringBuilder(600);
        json.Append(CultureInfo.InvariantCulture, $$"""{"lr": {{Math.Pow(10, _stream.NextUniform(-5, -1))}}, "optimizer": "{{Pick(Optimizers)}}", "batch": {{16 << _stream.NextInt(6)}}, "layers": {{1 + _stream.NextInt(12)}}""");
        json.Append(CultureInfo.InvariantCulture, $$""", "dropout": {{_stream.NextInt(10) / 20.0}}, "momentum": "{{_stream.NextInt(100) / 100.0}}", "trial": {{i}}, "dataset": "set{{_stream.NextInt(30)}}" """);
        for (var key = 0; key < 12; key++) json.Append(CultureInfo.InvariantCulture, $", \"option{key:d2}\": {_stream.NextInt(1000)}");
        return json.Append('}').ToString();
    }

    private string Summary() => $"{{{string.Join(", ", Metrics.Select(metric =>
    {
        var (low, spread) = (_stream.NextUniform(0, 2), _stream.NextUniform(0, 1));
        var last = _stream.NextInt(100) == 0 ? "\"NaN\"" : Number(low + (spread / 2));
        return $"\"{metric}\": {{\"last\": {last}, \"min\": {Number(low)}, \"max\": {Number(low + spread)}, \"mean\": {Number(low + (spread / 3))}}}";
    }))}}}";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private T Pick<T>(T[] from) => from[_stream.NextInt(from.Length)];

    // Kept up row by row, an inverted index takes far longer than made at once.
    private static async Task<List<(string Name, string Definition)>> LargeIndexesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename = 'runs' and indexdef like '%USING gin%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string)> indexes = [];
        while (await reader.ReadAsync()) indexes.Add((reader.GetString(0), reader.GetString(1)));
        return indexes;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
