using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class ChunkCompactionTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncDisposable
{
    private readonly Ingestion _ingestion = new(fixture.Database.DataSource);
    private readonly ChunkCompaction _compaction = new(fixture.Database.DataSource);

    public ValueTask DisposeAsync() => _ingestion.DisposeAsync();

    [Fact]
    public async Task Many_small_chunks_become_few_and_every_point_stays()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        var random = RandomStream.FromSeed(1);
        List<Points> written = [];
        for (var write = 0; write < 150; write++)
        {
            var count = write % 50 == 49 ? 1_500 : 1 + random.NextInt(40);
            // Late, early, repeated and copied steps, and now and then a large chunk between.
            var points = new Points([.. Enumerable.Range(0, count).Select(_ => (long)random.NextInt(3_000) - 100)], [.. Enumerable.Range(0, count).Select(_ => (long)random.NextInt(3))],
                [.. Enumerable.Range(0, count).Select(_ => (double)random.NextInt(4))]);
            written.Add(points);
            await _ingestion.WriteAsync(run, write, [new("loss", null, points)], default);
        }
        var before = Assert.Single(await runs.SeriesAsync(run));
        var chunks = await ChunksAsync(before.Id);
        Assert.True(await _compaction.CompactAsync([before.Id], default) > 100);
        Assert.InRange(await ChunksAsync(before.Id), 1, chunks / 10);
        SamePoints.Assert(PointOrder.Sort(written), await runs.StoredAsync(run, "loss"));
        Assert.Equal(0, await _compaction.CompactAsync([before.Id], default));

        var after = Assert.Single(await runs.SeriesAsync(run)).Summary;
        Assert.True(after.Count < before.Summary.Count, "There were copies within the parts that were joined.");
        Assert.Equal((before.Summary.Last, before.Summary.Min, before.Summary.Max, before.Summary.FirstStep), (after.Last, after.Min, after.Max, after.FirstStep));
    }

    [Fact]
    public async Task Copies_with_another_value_between_count_once_afterwards_and_the_mean_and_the_search_know_it()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        for (var write = 0; write < 60; write++) await _ingestion.WriteAsync(run, null, [new("loss", null, new([write / 3], [0], [write % 3 == 1 ? 100 : write / 3]))], default);
        var series = Assert.Single(await runs.SeriesAsync(run));
        Assert.Equal((60, 19), (series.Summary.Count, series.Summary.Last)); // the second copy is what makes it the last
        Assert.Equal(59, await _compaction.CompactAsync([series.Id], default));
        var summary = Assert.Single(await runs.SeriesAsync(run)).Summary;
        Assert.Equal((40, 54.75, 19), (summary.Count, summary.Mean, summary.Last));
        Assert.Equal(54.75, (await runs.SummaryAsync(run)).GetProperty("loss").GetProperty("mean").GetDouble());
    }

    [Fact]
    public async Task A_few_small_chunks_are_left_alone()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        for (var write = 0; write < ChunkCompaction.Tolerated; write++) await _ingestion.WriteAsync(run, null, [new("loss", null, new([write], [0], [write]))], default);
        Assert.Equal(0, await _compaction.CompactAsync([Assert.Single(await runs.SeriesAsync(run)).Id, -1], default));
    }

    [Fact]
    public async Task Series_tell_that_they_are_crowded_and_what_is_written_meanwhile_is_not_lost()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        Guid[] all = [await runs.StartAsync(), await runs.StartAsync(), await runs.StartAsync()];
        var writing = Task.WhenAll(all.Select(run => Task.Run(async () =>
        {
            for (var number = 0; number < 400; number++) await _ingestion.WriteAsync(run, number, [new("loss", null, new([number], [0], [number])), new("back", null, new([-number], [0], [number]))], default);
        })));
        var saved = 0;
        while (!writing.IsCompleted)
        {
            List<long> crowded = [];
            while (_ingestion.Crowded.TryRead(out var series)) crowded.Add(series);
            saved += await _compaction.CompactAsync(crowded, default);
            await Task.Delay(5);
        }
        await writing;
        Assert.True(saved > 500, $"Only {saved} chunks became fewer.");
        foreach (var run in all)
        {
            Assert.Equal(Enumerable.Range(0, 400).Select(step => (long)step), (await runs.StoredAsync(run, "loss")).Steps);
            Assert.Equal(Enumerable.Range(0, 400).Select(step => step - 399L), (await runs.StoredAsync(run, "back")).Steps);
            Assert.All(await runs.SeriesAsync(run), series => Assert.Equal(400, series.Summary.Count));
        }
    }

    [Fact]
    public async Task Numbers_of_requests_are_forgotten_when_they_are_old()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        for (var number = 0; number < 10; number++) await _ingestion.WriteAsync(run, number, [], default);
        await using (var age = fixture.Database.DataSource.CreateCommand("update metric_requests set received_at = now() - interval '7 days 1 second' where run_id = $1 and number < 4"))
        {
            age.Parameters.Add(new() { Value = run });
            await age.ExecuteNonQueryAsync();
        }
        Assert.Equal(4, await new MetricRequests(fixture.Database.DataSource).PruneAsync(default));
        Assert.True(await _ingestion.WriteAsync(run, 3, [], default));
        Assert.False(await _ingestion.WriteAsync(run, 4, [], default));
    }

    private async Task<long> ChunksAsync(long series)
    {
        await using var command = fixture.Database.DataSource.CreateCommand("select count(*) from metric_chunks where series_id = $1");
        command.Parameters.Add(new() { Value = series });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
