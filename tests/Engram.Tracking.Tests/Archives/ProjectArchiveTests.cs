using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.Testing;
using Engram.Tracking.Archives;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Deletions;
using Engram.Tracking.Metrics;
using Engram.Tracking.Tests.Deletions;

namespace Engram.Tracking.Tests.Archives;

/// <summary>A project into an archive, and from it into another database, or into the same.</summary>
public sealed class ProjectArchiveTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private BinScene _here = null!;
    private BinScene _there = null!;
    private Guid _project;

    public async ValueTask InitializeAsync()
    {
        (_here, _there) = (await BinScene.CreateAsync(postgres), await BinScene.CreateAsync(postgres));
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_out_goes_in_with_its_identities_and_bits_and_twice_makes_nothing_twice()
    {
        using var archive = await ExportAsync(_here);
        var first = await ImportAsync(_there, archive);
        Assert.Equal((_project, true, 1, 7, 0, 10L, 6, 2, 0),
            (first.Project, first.IsNew, first.Studies, first.Runs, first.RunsThere, first.Points, first.Checkpoints, first.Artifacts, first.LineageCut));
        var all = await FingerprintAsync(_there);
        Assert.Equal(await FingerprintAsync(_here), all);

        var second = await ImportAsync(_there, archive);
        Assert.Equal((false, 0, 0, 7, 0L), (second.IsNew, second.Studies, second.Runs, second.RunsThere, second.Points));
        Assert.Equal(all, await FingerprintAsync(_there));

        // And out again: the same files but for the moment and the numbers that each database gives out itself.
        using var again = await ExportAsync(_there);
        Assert.Equal(Hashes(archive), Hashes(again));
        Assert.DoesNotContain("equalities", Encoding.UTF8.GetString(Entries(archive)["tables/runs.jsonl"]), StringComparison.Ordinal); // the database makes them of the options
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_and_another_can_be_given()
    {
        using var archive = await ExportAsync(_here);
        var name = (await NamesAsync(_here)).Single();
        await _there.ProjectAsync(name);
        await Assert.ThrowsAsync<ProjectNameTakenException>(() => ImportAsync(_there, archive));
        Assert.Equal(0, await _there.NumberAsync("select count(*) from runs"));
        Assert.Equal("copy", (await ImportAsync(_there, archive, "copy")).Name);
        Assert.Equal(["copy", name], (await NamesAsync(_there)).Order());
    }

    [Fact]
    public async Task A_run_that_is_missing_comes_back_and_the_others_stay_as_they_are()
    {
        using var archive = await ExportAsync(_here);
        await ImportAsync(_there, archive);
        await _there.NumberAsync("with x as (update runs set notes = 'mine' returning 1) select count(*) from x");
        await _there.NumberAsync("with x as (delete from runs where study_id is null returning 1) select count(*) from x");
        var back = await ImportAsync(_there, archive);
        Assert.Equal((1, 6, 10L), (back.Runs, back.RunsThere, back.Points));
        Assert.Equal(6, await _there.NumberAsync("select count(*) from runs where notes = 'mine'"));
    }

    [Fact]
    public async Task What_is_in_the_bin_does_not_travel_and_there_is_no_archive_of_nothing()
    {
        await _here.Deletion.DeleteRunsAsync([await ExternalAsync()], default);
        using var archive = await ExportAsync(_here);
        Assert.Equal((6, 0L), (await ImportAsync(_there, archive)) is var done ? (done.Runs, done.Points) : default);
        Assert.False(await new ProjectExport(_here.Data, _here.Content).WriteAsync(Guid.CreateVersion7(), _ => throw new InvalidOperationException(), default));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_an_archive_nothing_is_changed()
    {
        using var archive = await ExportAsync(_here);
        var whole = Entries(archive);
        var before = await FingerprintAsync(_there);
        var other = Guid.CreateVersion7().ToString();
        List<(string Words, Func<byte[]> Make)> hostile =
        [
            ("not a zip", () => [1, 2, 3]),
            ("was never finished", () => Zip(whole.Where(entry => entry.Key != "manifest.json"))),
            ("other bytes than its manifest", () => Zip(whole.Select(entry => entry.Key == "tables/runs.jsonl" ? new(entry.Key, [.. entry.Value, (byte)'\n']) : entry))),
            ("is missing", () => Zip(whole.Where(entry => entry.Key != "tables/runs.jsonl"))),
            ("does not name", () => Zip(whole.Append(new("tables/more.jsonl", [])))),
            ("does not belong", () => Sealed(whole.Append(new("../../etc/passwd", [1])))),
            ("does not belong", () => Sealed(whole.Append(new("/tmp/x", [1])))),
            ("does not belong", () => Sealed(whole.Append(new("tables\\..\\x", [1])))),
            ("more than this server takes", () => Sealed(whole, claim: 1L << 50)),
            ("of another project", () => Sealed(Changed(whole, "tables/runs.jsonl", text => text.Replace(_project.ToString(), other, StringComparison.Ordinal)))),
            ("not JSON", () => Sealed(Changed(whole, "tables/runs.jsonl", text => text[..50]))),
            ("that cannot be", () => Sealed(Changed(whole, "tables/runs.jsonl", text => text.Replace("\"state\":\"succeeded\"", "\"state\":\"won\"", StringComparison.Ordinal)))),
            ("no project", () => Sealed(Changed(whole, "tables/projects.jsonl", _ => ""))),
            ("no point", () => Sealed(whole.Select(entry => entry.Key.StartsWith("series/", StringComparison.Ordinal) ? new(entry.Key, "key,task,step,time,value\nloss,,1,1,1e999\n"u8.ToArray()) : entry))),
            ("does not begin with", () => Sealed(whole.Select(entry => entry.Key.StartsWith("series/", StringComparison.Ordinal) ? new(entry.Key, "loss,,1,1,1\n"u8.ToArray()) : entry))),
            ("series that the archive does not have", () => Sealed(whole.Select(entry => entry.Key.StartsWith("series/", StringComparison.Ordinal) ? new(entry.Key, "key,task,step,time,value\nother,,1,1,1\n"u8.ToArray()) : entry))),
            ("leads astray", () => Sealed(Changed(whole, "tables/artifacts.jsonl", text => text.Replace("model/weights", "../weights", StringComparison.Ordinal)))),
            ("other bytes than its name", () => Sealed(whole.Select(entry => entry.Key.StartsWith("artifacts/", StringComparison.Ordinal) ? new(entry.Key, [9]) : entry))),
            ("other bytes than its name", () => Sealed(whole.Select(entry => entry.Key.StartsWith("checkpoints/", StringComparison.Ordinal) ? new(entry.Key, [9]) : entry))),
        ];
        foreach (var (words, make) in hostile)
        {
            using var wrong = new MemoryStream(make());
            var refused = await Record.ExceptionAsync(() => ImportAsync(_there, wrong));
            Assert.True(refused is ArchiveException && refused.Message.Contains(words, StringComparison.Ordinal), $"'{words}' was expected, and there was: {refused}");
            Assert.Equal(before, await FingerprintAsync(_there));
        }
    }

    [Fact]
    public async Task What_a_newer_program_added_is_left_out_and_told_and_what_an_older_one_lacked_has_its_default()
    {
        using var archive = await ExportAsync(_here);
        var whole = Entries(archive);
        using var newer = new MemoryStream(Sealed(Changed(whole, "tables/runs.jsonl", text => text.Replace("{\"id\":", "{\"colour\":{\"r\":1},\"id\":", StringComparison.Ordinal))));
        Assert.Equal(["runs.colour"], (await ImportAsync(_there, newer)).LeftOut);
        Assert.Equal(await FingerprintAsync(_here), await FingerprintAsync(_there));

        await _there.NumberAsync("with x as (delete from runs where study_id is null returning 1) select count(*) from x");
        using var older = new MemoryStream(Sealed(Changed(whole, "tables/runs.jsonl", text => Regex.Replace(text, "\"tag_values\":\\{[^}]*\\},", ""))));
        var back = await ImportAsync(_there, older);
        Assert.Equal((1, 0), (back.Runs, back.LeftOut.Count));
        Assert.Equal(1, await _there.NumberAsync("select count(*) from runs where study_id is null and tag_values = '{}'"));
    }

    [Theory]
    [InlineData(2, "a newer one"), InlineData(0, "an older one")]
    public async Task An_archive_of_another_version_says_who_can_take_it_in(int version, string who)
    {
        using var archive = await ExportAsync(_here);
        var text = Encoding.UTF8.GetString(Entries(archive)["manifest.json"]);
        using var other = new MemoryStream(Zip(Entries(archive).Select(entry => entry.Key != "manifest.json" ? entry
            : new(entry.Key, Encoding.UTF8.GetBytes(Regex.Replace(text, "\"version\": ?1", $"\"version\": {version}"))))));
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => ImportAsync(_there, other));
        Assert.StartsWith($"It is of version {version}; this program reads version 1.", refused.Message);
        Assert.Contains(who, refused.Message);
    }

    [Fact]
    public async Task A_small_file_that_unpacks_to_much_is_refused_before_it_does()
    {
        using var archive = await ExportAsync(_here);
        var whole = Entries(archive);
        // The manifest claims ten bytes; the entry would unpack to half a gigabyte.
        var bytes = Sealed(whole.Append(new("tables/bomb.jsonl", new byte[10])), bomb: "tables/bomb.jsonl");
        Assert.True(bytes.Length < 2_000_000);
        using var bomb = new MemoryStream(bytes);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("other bytes", (await Assert.ThrowsAsync<ArchiveException>(() => ImportAsync(_there, bomb))).Message);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100_000_000);
    }

    private async Task FillAsync()
    {
        var study = await _here.ChainAsync();
        _project = study.ProjectId;
        var run = (await _here.ExternalAsync(_project, 1))[0];
        double[] values = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.MaxValue, 1 / 3.0, 5, 6];
        long[] steps = [long.MinValue, -1, 0, 1, 2, 3, 4, long.MaxValue, 7, 8]; // the last two came late
        await using (var ingestion = new Ingestion(_here.Data))
        {
            await ingestion.WriteAsync(run, 1, [new("odd \"key\", with commas", null, new(steps[..8], [.. steps[..8].Select(_ => 9L)], values[..8]))], default);
            await ingestion.WriteAsync(run, 2, [new("odd \"key\", with commas", null, new(steps[8..], [9, 9], values[8..]))], default);
        }
        var artifacts = new ArtifactStore(_here.Data, _here.Content, _here.Clock);
        await artifacts.PutAsync(run, "model/weights", new MemoryStream([.. Enumerable.Range(0, 5_000).Select(i => (byte)i)]), null, default);
        await artifacts.PutAsync(run, "empty", new MemoryStream([]), null, default);
        await study.ExecuteAsync("insert into log_lines (run_id, attempt, at, severity, text) values ($1, 0, now(), 'info', E'line \\u2028 \"x\"')", run);
        await study.ExecuteAsync("insert into search_keys (project_id, kind, key) values ($1, 'option', 'eta') on conflict do nothing", _project);
        await study.ExecuteAsync("update runs set parent_id = $1, tags = '{a,\"b,c\"}', tag_values = '{\"k\": \"v\"}' where study_id is null", study.Run("a", 0));
    }

    private async Task<Guid> ExternalAsync()
    {
        await using var command = _here.Data.CreateCommand("select id from runs where study_id is null");
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private async Task<MemoryStream> ExportAsync(BinScene scene)
    {
        var archive = new MemoryStream();
        Assert.True(await new ProjectExport(scene.Data, scene.Content).WriteAsync(_project, _ => archive, default));
        return archive;
    }

    private static Task<Imported> ImportAsync(BinScene scene, MemoryStream archive, string? name = null)
    {
        archive.Position = 0;
        return new ProjectImport(scene.Data, scene.Content).ReadAsync(archive, name, default);
    }

    // Every row as text, without what each database gives out itself; and every point by its bits.
    private static async Task<string> FingerprintAsync(BinScene scene)
    {
        List<string> lines = [];
        foreach (var table in (string[])["projects", "studies", "conditions", "runs", "tasks", "log_lines", "series", "run_summaries", "metric_requests", "checkpoints", "transfers", "artifacts", "blobs", "search_keys"])
        {
            await using var command = scene.Data.CreateCommand($"select coalesce(string_agg(line, E'\\n' order by line), '') from (select (row_to_json(t)::jsonb - 'number' - 'worker_id' - '{(table is "series" or "log_lines" ? "id" : "-")}')::text as line from {table} t) rows");
            lines.Add($"{table}\n{await command.ExecuteScalarAsync()}");
        }
        await using var chunks = scene.Data.CreateCommand("select s.run_id || s.key, c.data from metric_chunks c join series s on s.id = c.series_id order by s.run_id, s.key, c.sequence");
        await using var reader = await chunks.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var points = ChunkCodec.Decode(reader.GetFieldValue<byte[]>(1));
            lines.AddRange(Enumerable.Range(0, points.Count).Select(i => $"{reader.GetString(0)} {points.Steps[i]} {points.Times[i]} {BitConverter.DoubleToInt64Bits(points.Values[i]):x}"));
        }
        lines.AddRange(scene.Content.List().Select(content => $"{content.Address} {content.Size}").Order());
        return string.Join('\n', lines);
    }

    private static async Task<List<string>> NamesAsync(BinScene scene)
    {
        await using var command = scene.Data.CreateCommand("select array(select name from projects)");
        return [.. (string[])(await command.ExecuteScalarAsync())!];
    }

    private static List<string> Hashes(MemoryStream archive) =>
        [.. JsonSerializer.Deserialize<ArchiveManifest>(Entries(archive)["manifest.json"], Web)!.Entries
            .Where(entry => entry.Path is not ("tables/projects.jsonl" or "tables/log_lines.jsonl" or "tables/series.jsonl" or "tables/runs.jsonl")).Select(entry => $"{entry.Path} {entry.Sha256}")];

    private static Dictionary<string, byte[]> Entries(MemoryStream archive)
    {
        archive.Position = 0;
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var bytes = new MemoryStream();
            using var content = entry.Open();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Changed(Dictionary<string, byte[]> whole, string path, Func<string, string> change) =>
        whole.Select(entry => entry.Key == path ? new(entry.Key, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(entry.Value)))) : entry);

    // With a manifest that fits: what somebody would make who knows how archives are made.
    private byte[] Sealed(IEnumerable<KeyValuePair<string, byte[]>> entries, long? claim = null, string? bomb = null)
    {
        List<KeyValuePair<string, byte[]>> files = [.. entries.Where(entry => entry.Key != "manifest.json")];
        var manifest = new ArchiveManifest(ArchiveManifest.ItsFormat, ArchiveManifest.ItsVersion, _here.Clock.GetUtcNow(), _project, "x",
            [.. files.Select(entry => new ArchiveEntry(entry.Key, claim ?? entry.Value.Length, Convert.ToHexStringLower(SHA256.HashData(entry.Value))))]);
        return Zip(files.Append(new("manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest, Web))), bomb);
    }

    private static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> entries, string? bomb = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in entries)
            {
                using var entry = zip.CreateEntry(path).Open();
                if (path != bomb) entry.Write(content);
                else for (var i = 0; i < 500; i++) entry.Write(new byte[1 << 20]);
            }
        }
        return bytes.ToArray();
    }
}
