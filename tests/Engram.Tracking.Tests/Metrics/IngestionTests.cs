using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Tests.Metrics;

public sealed class IngestionTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncDisposable
{
    private readonly Ingestion _ingestion = new(fixture.Database.DataSource);

    public ValueTask DisposeAsync() => _ingestion.DisposeAsync();

    [Fact]
    public async Task Points_are_there_once_the_write_returned_with_their_summary_and_their_key()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        Assert.True(await _ingestion.WriteAsync(run, 1, [new("loss", null, new([0, 1, 2], [10, 20, 30], [3, double.NaN, 1]))], default));
        var series = Assert.Single(await runs.SeriesAsync(run));
        Assert.Equal(new(3, 0, 2, 30, 1, 1, 3, double.NaN, 1), series.Summary);
        Assert.Equal("""{"loss": {"max": 3, "min": 1, "last": 1, "mean": "NaN"}}""", $"{await runs.SummaryAsync(run)}");
        await using var command = fixture.Database.DataSource.Statement("select kind || ' ' || key from search_keys where project_id = $1", runs.Project);
        Assert.Equal("metric loss", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_number_counts_once_whatever_comes_with_it()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var (run, other) = (await runs.StartAsync(), await runs.StartAsync());
        Assert.True(await _ingestion.WriteAsync(run, 7, [Batch(1)], default));
        Assert.False(await _ingestion.WriteAsync(run, 7, [Batch(1, 2)], default));
        Assert.True(await _ingestion.WriteAsync(other, 7, [Batch(1)], default));
        Assert.True(await _ingestion.WriteAsync(run, null, [Batch(5)], default));
        Assert.Equal(new long[] { 1, 5 }, (await runs.StoredAsync(run, "loss")).Steps);
        Assert.Single((await runs.StoredAsync(other, "loss")).Steps);
    }

    [Fact]
    public async Task Many_at_once_with_every_number_sent_three_times_are_all_there_once()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        Guid[] all = [await runs.StartAsync(), await runs.StartAsync(), await runs.StartAsync()];
        var writes = from number in Enumerable.Range(0, 300) from run in all from time in Enumerable.Range(0, 3) select (run, number);
        var written = await Task.WhenAll(writes.Select(write => _ingestion.WriteAsync(write.run, write.number, [Batch(write.number)], default)));
        Assert.Equal(900, written.Count(isNew => isNew));
        foreach (var run in all)
        {
            Assert.Equal(Enumerable.Range(0, 300).Select(step => (long)step), (await runs.StoredAsync(run, "loss")).Steps);
            Assert.Equal((300, 299), (Assert.Single(await runs.SeriesAsync(run)).Summary is var summary ? summary.Count : 0, summary.Last));
        }
    }

    [Fact]
    public async Task Every_distinct_point_of_a_step_is_kept_and_a_chart_sees_the_last()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        await _ingestion.WriteAsync(run, null, [new("loss", null, new([5, 1, 5], [30, 10, 20], [1, 2, 3]))], default);
        await _ingestion.WriteAsync(run, null, [new("loss", null, new([-4, 5, 5], [40, 25, 30], [4, 5, 1]))], default);
        SamePoints.Assert(new([-4, 1, 5, 5, 5], [40, 10, 20, 25, 30], [4, 2, 3, 5, 1]), await runs.StoredAsync(run, "loss"));
        var series = Assert.Single(await runs.SeriesAsync(run));
        Assert.Equal((-4, 5, 30, 1), (series.Summary.FirstStep, series.Summary.LastStep, series.Summary.LastTime, series.Summary.Last));
        var chart = (await new SeriesReader(fixture.Database.DataSource).ReadAsync([series.Id], null, null, default))[series.Id];
        SamePoints.Assert(new([-4, 1, 5], [40, 10, 30], [4, 2, 1]), chart);
    }

    [Fact]
    public async Task What_is_sent_again_without_a_number_is_there_once_and_counts_once()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        var all = new Points([.. Enumerable.Range(0, 3_000).Select(i => (long)i)], [.. Enumerable.Range(0, 3_000).Select(i => 10L * i)], [.. Enumerable.Range(0, 3_000).Select(i => 1.0 / (i + 1))]);
        foreach (var part in (Points[])[all.Slice(0, 1_000), all.Slice(0, 1_000), all.Slice(500, 1_500), all.Slice(1_000, 2_000), all.Slice(1, 1), all])
        {
            Assert.True(await _ingestion.WriteAsync(run, null, [new("loss", null, part)], default));
        }
        SamePoints.Assert(all, await runs.StoredAsync(run, "loss"));
        var summary = Assert.Single(await runs.SeriesAsync(run)).Summary;
        var expected = PointSummary.Of(all);
        Assert.Equal(expected with { Mean = summary.Mean }, summary);
        Assert.Equal(expected.Mean, summary.Mean, 1e-12);
        await using var chunks = fixture.Database.DataSource.Statement("select sum(c.count) from metric_chunks c join series s on s.id = c.series_id where s.run_id = $1", run);
        Assert.Equal(3_000L, await chunks.ExecuteScalarAsync()); // what was there was not stored again either
    }

    [Fact]
    public async Task A_copy_is_found_among_writes_that_are_committed_together()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        var all = RecordedStudy.Counted([.. Enumerable.Range(0, 3_000).Select(i => 1.0 / (i + 1))]); // two of them are more than a chunk
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _ingestion.WriteAsync(run, null, [new("loss", null, all)], default)));
        Assert.Equal(3_000, Assert.Single(await runs.SeriesAsync(run)).Summary.Count);
        Assert.Equal(PointSummary.Of(all).Mean, Assert.Single(await runs.SeriesAsync(run)).Summary.Mean, 1e-12);
        SamePoints.Assert(all, await runs.StoredAsync(run, "loss"));
    }

    [Fact]
    public async Task Ties_go_to_the_greatest_value_when_the_door_says_so()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        foreach (var value in (double[])[2, 3, 1])
        {
            await _ingestion.WriteAsync(run, null, [new SeriesBatch("acc", null, new([0], [9], [value])) { Tie = TieRule.GreatestValue }], default);
            await _ingestion.WriteAsync(run, null, [new SeriesBatch("loss", null, new([0], [9], [value]))], default);
        }
        Assert.Equal([("acc", 3), ("loss", 1)], (await runs.SeriesAsync(run)).Select(series => (series.Key, series.Summary.Last)));
    }

    [Fact]
    public async Task Whoever_is_refused_is_refused_alone()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var (run, deleted, unknown) = (await runs.StartAsync(), await runs.StartAsync(), Guid.CreateVersion7());
        await using (var delete = fixture.Database.DataSource.Statement("update runs set deleted_at = now() where id = $1", deleted)) await delete.ExecuteNonQueryAsync();
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        var good = Enumerable.Range(0, 50).Select(number => _ingestion.WriteAsync(run, number, [Batch(number)], default)).ToList();
        var bad = new List<Task>();
        for (var i = 0; i < 10; i++)
        {
            bad.Add(Assert.ThrowsAsync<RunNotFoundException>(() => _ingestion.WriteAsync(unknown, 1, [Batch(1)], default)));
            bad.Add(Assert.ThrowsAsync<DeletedRunException>(() => _ingestion.WriteAsync(deleted, 1, [Batch(1)], default)));
            bad.Add(Assert.ThrowsAsync<StudyRunException>(() => _ingestion.WriteAsync(fence.RunId, 1, [Batch(1)], default)));
            bad.Add(Assert.ThrowsAsync<ArgumentException>(() => _ingestion.WriteAsync(run, 1_000, [new("loss", 3, RecordedStudy.Counted(1))], default)));
        }
        await Task.WhenAll(bad);
        Assert.All(await Task.WhenAll(good), Assert.True);
        Assert.Equal(50, (await runs.StoredAsync(run, "loss")).Count);
        Assert.Equal(50, await runs.CountAsync("metric_requests", run)); // 1,000 is free again
        Assert.Equal(0, await runs.CountAsync("metric_requests", deleted));
        Assert.Equal(0, await runs.CountAsync("series", fence.RunId));
    }

    [Fact]
    public async Task What_is_said_of_a_run_is_kept_with_its_points_or_neither_is()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var (run, other, deleted) = (await runs.StartAsync(), await runs.StartAsync(), await runs.StartAsync());
        await using (var delete = fixture.Database.DataSource.Statement("update runs set deleted_at = now() where id = $1", deleted)) await delete.ExecuteNonQueryAsync();
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        static ExternalRunChange Eta(string value) => new() { Options = $$"""{"eta":"{{value}}"}""" };
        await _ingestion.ChangeAsync(run, Eta("0"), [], default);
        // All at once, so that they are committed in groups.
        List<Task> said = [];
        for (var i = 0; i < 20; i++)
        {
            var tag = new ExternalRunChange { TagValues = new Dictionary<string, string?> { [$"tag {i}"] = "x" } };
            said.Add(_ingestion.ChangeAsync(i % 2 == 0 ? run : other, tag with { Options = Eta("0").Options }, [Batch(i)], default));
            said.Add(_ingestion.WriteAsync(run, i, [Batch(100 + i)], default));
            said.Add(Assert.ThrowsAsync<OptionConflictException>(() => _ingestion.ChangeAsync(run, Eta($"{i + 1}") with { Notes = "lost" }, [Batch(-1 - i)], default)));
            said.Add(Assert.ThrowsAsync<DeletedRunException>(() => _ingestion.ChangeAsync(deleted, tag, [Batch(i)], default)));
            said.Add(Assert.ThrowsAsync<WorkersRunException>(() => _ingestion.ChangeAsync(fence.RunId, tag, [Batch(i)], default)));
            said.Add(Assert.ThrowsAsync<RunNotFoundException>(() => _ingestion.ChangeAsync(Guid.CreateVersion7(), tag, [], default)));
        }
        said.Add(_ingestion.ChangeAsync(fence.RunId, new() { TagValues = new Dictionary<string, string?> { ["mine"] = "x" } }, [], default));
        await Task.WhenAll(said);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => 2L * i).Concat(Enumerable.Range(100, 20).Select(i => (long)i)), (await runs.StoredAsync(run, "loss")).Steps);
        Assert.Equal(10, (await runs.StoredAsync(other, "loss")).Count);
        await using var db = fixture.Database.Context();
        var kept = db.Runs.Single(r => r.Id == run);
        Assert.Equal(("0", "", 10), (kept.Options.RootElement.GetProperty("eta").GetString(), kept.Notes, kept.TagValues.RootElement.EnumerateObject().Count()));
        Assert.Equal("x", db.Runs.Single(r => r.Id == fence.RunId).TagValues.RootElement.GetProperty("mine").GetString());
        foreach (var none in (Guid[])[deleted, fence.RunId]) Assert.Equal(0, await runs.CountAsync("series", none));
    }

    [Fact]
    public async Task Too_much_at_once_is_refused_and_what_was_taken_is_written()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        await using var blocking = await connection.BeginTransactionAsync();
        await using (var hold = blocking.Statement("select 1 from runs where id = $1 for update", run)) await hold.ExecuteNonQueryAsync();

        await using var small = new Ingestion(fixture.Database.DataSource, new() { MaxWaitingWrites = 5, RetryAfter = TimeSpan.FromSeconds(3) });
        List<Task<bool>> taken = [];
        for (var number = 0; number < 5; number++) taken.Add(small.WriteAsync(run, number, [Batch(number)], default));
        Assert.True(small.IsFull(run));
        var full = await Assert.ThrowsAsync<IngestionFullException>(() => small.WriteAsync(run, 9, [Batch(9)], default));
        Assert.Equal(TimeSpan.FromSeconds(3), full.RetryAfter);
        await blocking.RollbackAsync();
        Assert.All(await Task.WhenAll(taken), Assert.True);
        Assert.False(small.IsFull(run));
        Assert.True(await small.WriteAsync(run, 9, [Batch(9)], default));
        Assert.Equal(new long[] { 0, 1, 2, 3, 4, 9 }, (await runs.StoredAsync(run, "loss")).Steps);
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_takes_nothing_more()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        var closing = new Ingestion(fixture.Database.DataSource);
        var taken = Enumerable.Range(0, 100).Select(number => closing.WriteAsync(run, number, [Batch(number)], default)).ToList();
        await closing.DisposeAsync();
        Assert.All(await Task.WhenAll(taken), Assert.True);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closing.WriteAsync(run, 101, [Batch(1)], default));
        Assert.Equal(100, (await runs.StoredAsync(run, "loss")).Count);
    }

    [Fact]
    public async Task Connections_cut_at_any_moment_lose_and_double_nothing_when_clients_repeat_their_numbers()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        Guid[] all = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => runs.StartAsync()))];
        var (over, cuts, failures) = (false, 0, 0);
        var cutting = Task.Run(async () =>
        {
            // Not for ever: where a new connection takes as long as the pause, nobody would come further.
            for (var round = 0; round < 20 && !Volatile.Read(ref over); round++)
            {
                await using var cut = fixture.Database.DataSource.Statement("""
                    select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query not like '%pg_terminate%'
                    """);
                try
                {
                    cuts += (int)(long)(await cut.ExecuteScalarAsync())!;
                }
                catch (NpgsqlException)
                {
                    // Its own pooled connection may be one that was cut.
                }
                await Task.Delay(100);
            }
        });
        await Task.WhenAll(all.Select(run => Task.Run(async () =>
        {
            for (var number = 0; number < 40; number++)
            {
                for (var written = false; !written;)
                {
                    try
                    {
                        await _ingestion.WriteAsync(run, number, [Batch(number), new("other", null, new([number, number], [1, 2], [number, -number]))], default);
                        written = true;
                    }
                    catch (NpgsqlException)
                    {
                        Interlocked.Increment(ref failures);
                        await Task.Delay(10);
                    }
                }
            }
        })));
        Volatile.Write(ref over, true);
        await cutting;
        fixture.Database.DataSource.Clear(); // Pooled connections that were cut while nobody used them.
        Assert.True(cuts > 2 && failures > 0, $"{cuts} connections were cut, {failures} writes failed: too few to tell anything.");
        foreach (var run in all)
        {
            Assert.Equal(Enumerable.Range(0, 40).Select(step => (long)step), (await runs.StoredAsync(run, "loss")).Steps);
            Assert.Equal(80, (await runs.StoredAsync(run, "other")).Count);
            Assert.Equal([40, 80], (await runs.SeriesAsync(run)).Select(series => series.Summary.Count));
            Assert.Equal(40, await runs.CountAsync("metric_requests", run));
        }
    }

    [Fact]
    public async Task A_run_of_twelve_thousand_metrics_is_summed_up_in_the_background()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        SeriesBatch[] all = [.. Enumerable.Range(0, 12_000).Select(i => new SeriesBatch($"task/{i:D5}/acc", null, new([0], [0], [i])))];
        await _ingestion.WriteAsync(run, 1, all, default);
        Assert.Equal(12_000, (await runs.SeriesAsync(run)).Count);
        Assert.Equal(11_999, (await runs.SummaryAsync(run)).GetProperty("task/11999/acc").GetProperty("last").GetDouble());

        await _ingestion.WriteAsync(run, 2, [new("task/00007/acc", null, new([1], [1], [0.5])), new("new", null, new([1], [1], [double.PositiveInfinity]))], default);
        Assert.Equal(7, (await runs.SummaryAsync(run)).GetProperty("task/00007/acc").GetProperty("last").GetDouble());
        var refresh = new SummaryRefresh(fixture.Database.DataSource);
        Assert.True(await refresh.RunAsync(default) >= 1);
        var summary = await runs.SummaryAsync(run);
        Assert.Equal(0.5, summary.GetProperty("task/00007/acc").GetProperty("last").GetDouble());
        Assert.Equal("Infinity", summary.GetProperty("new").GetProperty("max").GetString());
        Assert.Equal(12_001, summary.EnumerateObject().Count());
    }

    private static SeriesBatch Batch(params int[] steps) => new("loss", null, new([.. steps.Select(step => (long)step)], new long[steps.Length], [.. steps.Select(step => (double)step)]));
}
