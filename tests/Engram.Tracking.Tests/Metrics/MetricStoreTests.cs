using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Npgsql;

namespace Engram.Tracking.Tests.Metrics;

public sealed class MetricStoreTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private readonly MetricStore _store = new(fixture.Database.DataSource);
    private readonly SeriesReader _reader = new(fixture.Database.DataSource);

    [Fact]
    public async Task Every_bit_of_every_point_comes_back()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        var random = RandomStream.FromSeed(1);
        SortedSet<long> steps = [long.MinValue, long.MaxValue, .. Enumerable.Range(0, 5000).Select(_ => (long)random.NextUInt64())];
        var points = new Points([.. steps], [.. steps.Select(_ => (long)random.NextUInt64())], [.. steps.Select(_ => BitConverter.UInt64BitsToDouble(random.NextUInt64()))]);
        await _store.WriteAsync(fence, [new("bits", null, points)], default);
        SamePoints.Assert(points, await PointsAsync(fence, "bits"));
    }

    [Fact]
    public async Task Series_of_tasks_and_of_the_run_are_kept_apart()
    {
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        await study.BeginTaskAsync(fence, 0, "light");
        await study.BeginTaskAsync(fence, 1, "heavy");
        await _store.WriteAsync(fence, [new("loss", 1, RecordedStudy.Counted(3, 2)), new("loss", null, RecordedStudy.Counted(1)), new("loss", 0, RecordedStudy.Counted(5)), new("eta", 0, RecordedStudy.Counted(6))], default);
        var series = await _reader.ListAsync([fence.RunId], null, null, default);
        Assert.Equal([(null, "loss", 1), ("light", "eta", 6), ("light", "loss", 5), ("heavy", "loss", 2)], series.Select(s => (s.Task, s.Key, s.Summary.Last)));
        Assert.Equal([("heavy", 1, 2)], (await _reader.ListAsync([fence.RunId], ["loss"], "heavy", default)).Select(s => (s.Task, s.TaskIndex, s.Summary.Count)));
    }

    [Fact]
    public async Task Later_writes_win_and_late_ones_find_their_place()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        await _store.WriteAsync(fence, [new("loss", null, new([10, 11, 12], [1, 2, 3], [1, 2, 3]))], default);
        await _store.WriteAsync(fence, [new("loss", null, new([3, 11, 3], [4, 5, 6], [30, 20, 31]))], default);
        SamePoints.Assert(new([3, 10, 11, 12], [6, 1, 5, 3], [31, 1, 20, 3]), await PointsAsync(fence, "loss"));
        var summary = (await _reader.ListAsync([fence.RunId], null, null, default)).Single().Summary;
        Assert.Equal((5, 3, 12, 3, 1, 31), (summary.Count, summary.FirstStep, summary.LastStep, summary.Last, summary.Min, summary.Max));
    }

    [Fact]
    public async Task A_range_of_steps_is_read_without_the_rest()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        var points = RecordedStudy.Counted([.. Enumerable.Range(0, 20_000).Select(i => (double)i)]);
        await _store.WriteAsync(fence, [new("loss", null, points)], default);
        var id = (await _reader.ListAsync([fence.RunId], null, null, default)).Single().Id;
        Assert.Equal(Enumerable.Range(9_990, 21).Select(i => (double)i), (await _reader.ReadAsync([id], 9_990, 10_010, default))[id].Values);
        var thinned = (await _reader.ReadThinnedAsync([id, -1], 100, null, 12_345, default));
        Assert.Equal((12_346, 12_345), (thinned[id].Total, thinned[id].Points.Steps[^1]));
        Assert.Equal(0, thinned[-1].Total);
    }

    [Fact]
    public async Task A_worker_that_lost_the_run_writes_nothing()
    {
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        await study.SucceedAsync(fence);
        await Assert.ThrowsAsync<LostRunException>(() => _store.WriteAsync(fence, [new("loss", null, RecordedStudy.Counted(1))], default));
        await Assert.ThrowsAsync<LostRunException>(() => _store.CompactAsync(fence, default));
        Assert.Empty(await _reader.ListAsync([fence.RunId], null, null, default));
    }

    [Fact]
    public async Task A_task_that_has_not_begun_is_refused_and_nothing_is_written()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            _store.WriteAsync(fence, [new("loss", null, RecordedStudy.Counted(1)), new("loss", 7, RecordedStudy.Counted(1))], default));
        Assert.Contains("Begin a task before recording in it", refused.Message);
        Assert.Empty(await _reader.ListAsync([fence.RunId], null, null, default));
    }

    [Theory]
    [InlineData("", "1 to 250")]
    [InlineData("a\0b", "printable")]
    [InlineData("a\nb", "printable")]
    public void A_key_that_cannot_be_kept_is_refused(string key, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new SeriesBatch(key, null, RecordedStudy.Counted(1))).Message);

    [Fact]
    public void Half_a_surrogate_pair_is_no_key_but_a_whole_one_is()
    {
        Assert.NotNull(SeriesBatch.Fault("a" + '\ud83e' + "b"));
        Assert.Null(SeriesBatch.Fault("η/🧠"));
    }

    [Fact]
    public async Task What_arrives_in_pieces_ends_as_if_it_had_arrived_at_once()
    {
        var random = RandomStream.FromSeed(2);
        var points = RecordedStudy.Counted([.. Enumerable.Range(0, 10_000).Select(_ => random.NextNormal())]);
        var study = await RecordedStudy.CreateAsync(fixture.Database, [("pieces", "{}"), ("whole", "{\"a\":1}")], 0);
        var (pieces, whole) = (await study.StartAsync("pieces"), await study.StartAsync("whole"));
        await _store.WriteAsync(whole, [new("loss", null, points)], default);
        for (var start = 0; start < points.Count;)
        {
            var count = Math.Min(1 + random.NextInt(300), points.Count - start);
            // Each piece repeats the end of the one before with other values, which the next write puts right.
            var wrong = points.Slice(start, Math.Min(count + 3, points.Count - start));
            await _store.WriteAsync(pieces, [new("loss", null, new(wrong.Steps, wrong.Times, [.. wrong.Values.Select((v, i) => i < count ? v : -v)]))], default);
            start += count;
        }
        Assert.NotEqual(await StoredAsync(whole), await StoredAsync(pieces));
        Assert.Equal(1, await _store.CompactAsync(pieces, default));
        Assert.Equal(await StoredAsync(whole), await StoredAsync(pieces));
        SamePoints.Assert(points, await PointsAsync(pieces, "loss"));

        await _store.WriteAsync(pieces, [new("loss", null, new([20_000], [0], [1]))], default); // and it can go on
        Assert.Equal(10_001, (await PointsAsync(pieces, "loss")).Count);
    }

    [Fact]
    public async Task Two_writers_of_one_run_wait_for_each_other()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        string[] keys = ["a", "b", "c", "d", "e"];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(writer =>
            _store.WriteAsync(fence, [.. (writer % 2 == 0 ? keys : keys.Reverse()).Select(key => new SeriesBatch(key, null, new([writer], [0], [writer])))], default)));
        var series = await _reader.ListAsync([fence.RunId], null, null, default);
        Assert.Equal(keys, series.Select(s => s.Key));
        Assert.All(series, s => Assert.Equal((40, 19.5, 39), (s.Summary.Count, Math.Round(s.Summary.Mean, 9), s.Summary.Last)));
        Assert.All((await _reader.ReadAsync([.. series.Select(s => s.Id)], null, null, default)).Values, points => Assert.Equal(40, points.Count));
    }

    [Fact]
    public async Task Listeners_hear_which_series_grew_once_it_is_committed()
    {
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        await using var connection = await study.Data.OpenConnectionAsync();
        List<string> heard = [];
        connection.Notification += (_, e) => heard.Add(e.Payload);
        await new NpgsqlCommand($"listen {RunEvents.Channel}", connection).ExecuteNonQueryAsync();
        await _store.WriteAsync(fence, [new("loss", null, new([4, 9], [0, 0], [1, 2]))], default);
        while (heard.TrueForAll(payload => !payload.Contains($"{fence.RunId}"))) Assert.True(await connection.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains($$"""{"kind":"series","study":"{{study.Id}}","run":"{{fence.RunId}}","series":[{"key":"loss","lastStep":9}]}""", heard);
    }

    [Fact]
    public async Task Where_nothing_came_in_pieces_compaction_locks_nothing()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        await _store.WriteAsync(fence, [new("loss", null, RecordedStudy.Counted(1, 2, 3))], default);
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        await using var holding = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from runs where id = $1 for update", connection) { Parameters = { new() { Value = fence.RunId } } }) await hold.ExecuteNonQueryAsync();

        Assert.Equal(0, await _store.CompactAsync(fence, default).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Nothing_to_write_is_nothing_done() => await _store.WriteAsync(new(Guid.Empty, Guid.Empty, 1), [], default);

    private async Task<Points> PointsAsync(RunFence fence, string key)
    {
        var id = (await _reader.ListAsync([fence.RunId], [key], null, default)).Single().Id;
        return (await _reader.ReadAsync([id], null, null, default))[id];
    }

    /// <summary>Everything stored about the run's series, by bits.</summary>
    private async Task<string> StoredAsync(RunFence fence)
    {
        await using var command = fixture.Database.DataSource.CreateCommand("""
            select string_agg(concat_ws('|', c.sequence, c.first_step, c.last_step, c.count, c.nan_count, encode(float8send(c.min_value) || float8send(c.max_value)
              || float8send(c.sum) || float8send(c.sum_of_squares), 'hex'), encode(sha256(c.data), 'hex'), s.key, s.count, s.first_step, s.last_step, s.nan_count,
              encode(float8send(s.last_value) || float8send(s.min_value) || float8send(s.max_value) || float8send(s.mean_value), 'hex')), e'\n' order by s.key, c.sequence)
            from series s join metric_chunks c on c.series_id = s.id where s.run_id = $1
            """);
        command.Parameters.Add(new() { Value = fence.RunId });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
