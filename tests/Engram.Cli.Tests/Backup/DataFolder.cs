using System.Globalization;
using Engram.Migrations;
using Engram.Testing;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Cli.Tests.Backup;

/// <summary>A data directory as <c>./engram up</c> has it: a private PostgreSQL and artifact content.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder()
    {
        var folder = Directory.CreateTempSubdirectory("engram-test-");
        if (OperatingSystem.IsLinux()) folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Path = folder.FullName;
    }

    public string Path { get; }

    public Task<PrivatePostgres> StartAsync() =>
        PrivatePostgres.StartAsync(System.IO.Path.Combine(Path, "postgres"), PostgresFixture.Programs(), new PrivatePostgresOptions { Durable = false });

    /// <summary>Makes the schema and something of everything that is hard to copy: odd doubles, bytes, sequences, artifacts.</summary>
    public async Task FillAsync(PrivatePostgres server)
    {
        await using var db = EngramDbFactory.Create(server.ConnectionString);
        await db.Database.MigrateAsync();
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).AddTicks(9_010);
        var project = new Project("Ünïcode \"quoted\" 'x' \\ \u2028", "line 1\nline 2\t☃", now) { Tags = ["a,b", "{}"] };
        db.Add(project);
        await db.SaveChangesAsync();
        await using var data = NpgsqlDataSource.Create(server.ConnectionString);
        var run = Guid.CreateVersion7();
        await new ExternalRunWrites(data).StartAsync(new(run, project.Id, "kept", """{"eta": 1e-320, "big": 12345678901234567890, "x": null}""", now), default);

        double[] values = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, 1 / 3.0];
        var points = new Points([long.MinValue, -1, 0, 1, 2, 3, long.MaxValue], [0, 1, 2, 3, 4, 5, 6], values);
        await using var command = data.CreateCommand("""
            with s as (insert into series (run_id, key, count, first_step, last_step, last_value, last_time, min_value, max_value, mean_value, nan_count)
                values ($1, 'loss', 7, $2, $3, $4, 6, '-Infinity', 'Infinity', 'NaN', 1) returning id)
            insert into metric_chunks (series_id, sequence, first_step, last_step, count, min_value, max_value, sum, sum_of_squares, nan_count, data)
            select id, 0, $2, $3, 7, '-Infinity', 'Infinity', 'NaN', 'NaN', 1, $5 from s
            """);
        foreach (var value in (object[])[run, long.MinValue, long.MaxValue, -0.0, ChunkCodec.Encode(points)]) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
        await using var blob = data.CreateCommand("insert into blobs (sha256, size, content) select sha256(c), length(c), c from (values ($1::bytea)) v(c)");
        blob.Parameters.Add(new() { Value = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray() });
        await blob.ExecuteNonQueryAsync();

        var artifacts = new ArtifactStore(data, Content, TimeProvider.System);
        await artifacts.PutAsync(run, "model/weights.bin", new MemoryStream([.. Enumerable.Range(0, 300_000).Select(i => (byte)(i ^ (i >> 8)))]), null, default);
        await artifacts.PutAsync(run, "empty", new MemoryStream([]), null, default);
        await artifacts.PutAsync(null, "shared/notes.txt", new MemoryStream("x"u8.ToArray()), null, default);
    }

    public FolderContent Content => new(System.IO.Path.Combine(Path, "artifacts"), ContentLimits.Default);

    // Parentheses are left out: PostgreSQL writes a check with fewer of them once it has read what it wrote itself.
    /// <summary>Everything there is, as text to be compared: each table's rows and definition, sequences, indexes, constraints, triggers, artifact content.</summary>
    public async Task<string> FingerprintAsync(PrivatePostgres server)
    {
        await using var data = NpgsqlDataSource.Create(server.ConnectionString);
        List<string> lines = [];
        foreach (var table in await ColumnAsync(data, "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by 1"))
        {
            lines.Add($"{table}: " + (await ColumnAsync(data, $"select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {table} t")).Single());
        }
        lines.AddRange(await ColumnAsync(data, "select sequencename || ' ' || coalesce(last_value::text, 'unused') from pg_sequences where schemaname = 'public' order by 1"));
        lines.AddRange(await ColumnAsync(data, "select indexdef from pg_indexes where schemaname = 'public' order by 1"));
        lines.AddRange(await ColumnAsync(data, "select conrelid::regclass || ' ' || conname || ' ' || translate(pg_get_constraintdef(oid), '()', '') from pg_constraint where connamespace = 'public'::regnamespace order by 1"));
        lines.AddRange(await ColumnAsync(data, "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1"));
        lines.AddRange(await ColumnAsync(data, "select md5(pg_get_functiondef(p.oid)) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1"));
        foreach (var (address, size) in Content.List().OrderBy(one => one.Address.ToString(), StringComparer.Ordinal))
        {
            await using var bytes = Content.Open(address)!;
            var hash = await System.Security.Cryptography.SHA256.HashDataAsync(bytes);
            lines.Add($"{address} {size.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(hash)}");
        }
        return string.Join('\n', lines);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static async Task<List<string>> ColumnAsync(NpgsqlDataSource data, string sql)
    {
        List<string> column = [];
        await using var command = data.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) column.Add(reader.GetString(0));
        return column;
    }
}
