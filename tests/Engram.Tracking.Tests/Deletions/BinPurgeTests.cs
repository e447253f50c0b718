using Engram.Testing;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Metrics;
using Npgsql;

namespace Engram.Tracking.Tests.Deletions;

/// <summary>What is purged is gone, and nothing else is.</summary>
public sealed class BinPurgeTests(PostgresFixture postgres) : IAsyncLifetime
{
    private BinScene _bin = null!;

    public async ValueTask InitializeAsync() => _bin = await BinScene.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _bin.DisposeAsync();

    [Fact]
    public async Task Rows_and_bytes_are_gone_after_the_purge_and_the_disk_has_its_space_back_after_the_vacuum()
    {
        var project = await _bin.ProjectAsync("p");
        var runs = await _bin.ExternalAsync(project, 40);
        await FillAsync(runs);
        var artifacts = new ArtifactStore(_bin.Data, _bin.Content, _bin.Clock);
        foreach (var (index, run) in runs.Index())
        {
            await artifacts.PutAsync(run, "own", new MemoryStream([.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * (index + 3)))]), null, default);
            await artifacts.PutAsync(run, "shared", new MemoryStream("the same in all"u8.ToArray()), null, default);
        }
        var before = await BytesAsync();

        await _bin.Deletion.DeleteRunsAsync(runs[1..], default);
        var purged = await _bin.PurgeAllAsync();

        Assert.Equal((39, 0), (purged.Runs, purged.Kept));
        Assert.Equal(390_000, purged.Artifacts);
        Assert.Equal(2, _bin.Content.List().Count());
        foreach (var (table, rows) in ((string, int)[])[("runs", 1), ("series", 1), ("metric_chunks", 20), ("log_lines", 3)])
        {
            Assert.Equal(rows, await _bin.NumberAsync($"select count(*) from {table}"));
        }
        // Rows that an analysis of the table, begun by the server itself, may still look at are kept by a vacuum: then once more.
        var after = before;
        for (var tries = 0; after >= before / 10 && tries < 100; tries++, await Task.Delay(100)) after = await VacuumAsync();
        Assert.True(after < before / 10, $"{before} bytes before, {after} after.");
    }

    [Fact]
    public async Task What_is_younger_stays_and_what_is_older_goes()
    {
        var runs = await _bin.ExternalAsync(await _bin.ProjectAsync("p"), 2);
        await _bin.Deletion.DeleteRunsAsync([runs[0]], default);
        _bin.Clock.Advance(TimeSpan.FromDays(20));
        await _bin.Deletion.DeleteRunsAsync([runs[1]], default);
        _bin.Clock.Advance(TimeSpan.FromDays(11));
        var purged = await _bin.Purge.PurgeAsync(_bin.Clock.GetUtcNow() - TimeSpan.FromDays(30), null, default);
        Assert.Equal(1, purged!.Runs);
        Assert.Equal(1, (await _bin.Restoration.RestoreRunsAsync(runs, default)).Runs);
    }

    [Fact]
    public async Task A_chain_goes_from_its_end_and_what_living_runs_started_from_stays()
    {
        var study = await _bin.ChainAsync();
        // Into the bin behind the back of those who look after it: c of seed 0 lives, and needs b.
        await study.ExecuteAsync("update runs set deleted_at = $1 where id <> $2", _bin.Clock.GetUtcNow(), study.Run("c", 0));
        var purged = await _bin.PurgeAllAsync();
        // b is needed by c, and a by b, whose lineage would be cut.
        Assert.Equal((3, 2), (purged.Runs, purged.Kept));
        Assert.Equal(3, await _bin.NumberAsync("select count(*) from blobs"));
        Assert.Equal(2, await _bin.NumberAsync("select count(*) from transfers"));

        await _bin.Deletion.DeleteRunsAsync([study.Run("c", 0)], default);
        Assert.Equal(3, (await _bin.PurgeAllAsync()).Runs);
        Assert.Equal(0, await _bin.NumberAsync("select count(*) from blobs"));
    }

    [Fact]
    public async Task A_project_goes_with_everything_that_is_in_it()
    {
        var study = await _bin.ChainAsync();
        await _bin.ExternalAsync(study.ProjectId, 3);
        await _bin.Deletion.DeleteProjectAsync(study.ProjectId, default);
        var purged = await _bin.PurgeAllAsync();
        Assert.Equal((9, 1, 1), (purged.Runs, purged.Studies, purged.Projects));
        foreach (var table in (string[])["projects", "studies", "conditions", "runs", "tasks", "checkpoints", "transfers", "blobs"])
        {
            Assert.Equal(0, await _bin.NumberAsync($"select count(*) from {table}"));
        }
        Assert.True((await _bin.PurgeAllAsync()).IsNothing);
    }

    [Fact]
    public async Task Only_the_runs_that_were_named_go_when_some_are()
    {
        var runs = await _bin.ExternalAsync(await _bin.ProjectAsync("p"), 3);
        await _bin.Deletion.DeleteRunsAsync(runs[..2], default);
        Assert.Equal(1, (await _bin.Purge.PurgeAsync(DateTimeOffset.MaxValue, [runs[0], runs[2]], default))!.Runs);
        Assert.Equal(2, await _bin.NumberAsync("select count(*) from runs"));
    }

    [Fact]
    public async Task A_restore_beside_a_purge_gets_the_whole_run_or_nothing()
    {
        var project = await _bin.ProjectAsync("p");
        var runs = await _bin.ExternalAsync(project, 60);
        await FillAsync(runs);
        await _bin.Deletion.DeleteRunsAsync(runs, default);
        var purging = _bin.PurgeAllAsync();
        foreach (var run in Enumerable.Reverse(runs)) await _bin.Restoration.RestoreRunsAsync([run], default);
        await purging;
        var living = (await _bin.LivingAsync(project)).Length;
        Assert.Equal(living, await _bin.NumberAsync("select count(*) from runs"));
        Assert.Equal(20 * living, await _bin.NumberAsync("select count(*) from metric_chunks"));
    }

    [Fact]
    public async Task Two_do_not_purge_at_once()
    {
        await using var connection = await _bin.Data.OpenConnectionAsync();
        await using var taken = new NpgsqlCommand("select pg_advisory_lock(x'456e6772616d4269'::bigint)", connection);
        await taken.ExecuteNonQueryAsync();
        Assert.Null(await _bin.Purge.PurgeAsync(DateTimeOffset.MaxValue, null, default));
    }

    // One series of 20 chunks of noise, and three lines.
    private async Task FillAsync(Guid[] runs)
    {
        var noise = Engram.Numerics.Random.RandomStream.FromSeed(1);
        double[] values = [.. Enumerable.Range(0, 4_096).Select(_ => noise.NextDouble())];
        var chunk = ChunkCodec.Encode(new([.. Enumerable.Range(0, 4_096).Select(i => (long)i)], new long[4_096], values));
        await using var command = _bin.Data.CreateCommand("""
            with s as (insert into series (run_id, key, count, first_step, last_step, last_value, last_time, min_value, max_value, mean_value, nan_count)
                select id, 'loss', 81920, 0, 4095, 0, 0, 0, 1, 0.5, 0 from unnest($1) id returning id),
              l as (insert into log_lines (run_id, attempt, at, severity, text) select id, 0, now(), 'info', 'line' from unnest($1) id, generate_series(1, 3))
            insert into metric_chunks (series_id, sequence, first_step, last_step, count, min_value, max_value, sum, sum_of_squares, nan_count, data)
            select s.id, n, 0, 4095, 4096, 0, 1, 0, 0, 0, $2 from s, generate_series(0, 19) n
            """);
        command.Parameters.Add(new() { Value = runs });
        command.Parameters.Add(new() { Value = chunk });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> VacuumAsync()
    {
        foreach (var table in (string[])["metric_chunks", "log_lines", "series", "runs"])
        {
            await using var vacuum = _bin.Data.CreateCommand($"vacuum full {table}");
            await vacuum.ExecuteNonQueryAsync();
        }
        return await BytesAsync();
    }

    private Task<long> BytesAsync() =>
        _bin.NumberAsync("select sum(pg_total_relation_size(name::regclass))::bigint from unnest(array['metric_chunks', 'log_lines', 'series', 'runs']) name");
}
