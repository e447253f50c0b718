using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class HistoryReaderTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncDisposable
{
    private readonly Ingestion _ingestion = new(fixture.Database.DataSource);
    private readonly HistoryReader _reader = new(fixture.Database.DataSource);

    public ValueTask DisposeAsync() => _ingestion.DisposeAsync();

    // The oracle sorts everything at once.
    [Theory]
    [InlineData(1, 7, false)]
    [InlineData(2, 100, false)]
    [InlineData(3, 4_500, false)]
    [InlineData(4, 100_000, false)]
    [InlineData(5, 700, true)]
    public async Task Whatever_the_order_in_which_points_were_logged_pages_have_each_of_them_once_in_the_order_of_time(ulong seed, int most, bool withOlderChunks)
    {
        var (runs, run) = await StartAsync();
        var random = RandomStream.FromSeed(seed);
        HashSet<HistoryPoint> written = [];
        var count = most < 10 ? 60 : 600;
        for (var write = 0; write < 12; write++)
        {
            // Times mostly grow with steps; some are late, many are the same, and there are copies.
            List<HistoryPoint> points = [.. Enumerable.Range(0, count).Select(_ => new HistoryPoint((100 * write) + random.NextInt(write % 4 == 3 ? 2_000 : 60), (50 * write) + random.NextInt(90), random.NextInt(3) - 1.0))];
            await WriteAsync(run, points);
            written.UnionWith(points);
        }
        var series = Assert.Single(await runs.SeriesAsync(run)).Id;
        if (withOlderChunks) await ForgetTimesAsync(series);

        List<HistoryPoint> found = [];
        for (IReadOnlyList<HistoryPoint> page = []; page.Count == most || found.Count == 0; found.AddRange(page))
        {
            page = await _reader.PageAsync(series, found.Count == 0 ? null : found[^1], most, default);
            Assert.InRange(page.Count, found.Count == 0 ? 1 : 0, most);
        }
        Assert.Equal(written.Order(Comparer<HistoryPoint>.Create(HistoryPoint.ByTime)), found);
    }

    [Fact]
    public async Task Points_that_arrive_between_pages_come_when_they_are_behind_and_move_nothing()
    {
        var (runs, run) = await StartAsync();
        await WriteAsync(run, [.. Enumerable.Range(0, 10).Select(i => new HistoryPoint(10 * i, i, 0))]);
        var series = Assert.Single(await runs.SeriesAsync(run)).Id;
        var first = await _reader.PageAsync(series, null, 5, default);
        // Before the place; at the same moment, before and behind it; behind it; and a copy.
        await WriteAsync(run, [new(15, 100, 1), new(40, 3, 1), new(40, 4, 1), new(55, -7, 1), new(60, 6, 0)]);
        var rest = await _reader.PageAsync(series, first[^1], 100, default);
        Assert.Equal([new(0, 0, 0), new(10, 1, 0), new(20, 2, 0), new(30, 3, 0), new(40, 4, 0)], first);
        Assert.Equal([new(40, 4, 1), new(50, 5, 0), new(55, -7, 1), new(60, 6, 0), new(70, 7, 0), new(80, 8, 0), new(90, 9, 0)], rest);
    }

    [Fact]
    public async Task Only_the_chunks_of_a_page_are_decoded_even_when_all_points_have_one_time()
    {
        var (runs, run) = await StartAsync();
        await WriteAsync(run, [.. Enumerable.Range(0, 5 * MetricStore.ChunkLength).Select(i => new HistoryPoint(7, i, 0))]);
        var series = Assert.Single(await runs.SeriesAsync(run)).Id;
        // Whoever decoded one of the others would complain.
        await using (var command = fixture.Database.DataSource.CreateCommand("update metric_chunks set data = 'no chunk' where series_id = $1 and sequence <> 3"))
        {
            command.Parameters.Add(new() { Value = series });
            Assert.Equal(4, await command.ExecuteNonQueryAsync());
        }
        var start = 3 * MetricStore.ChunkLength;
        var page = await _reader.PageAsync(series, new(7, start, 0), 100, default);
        Assert.Equal(Enumerable.Range(start + 1, 100).Select(step => (long)step), page.Select(point => point.Step));
    }

    [Fact]
    public async Task A_series_that_does_not_exist_has_no_points_and_no_steps()
    {
        Assert.Empty(await _reader.PageAsync(-1, null, 10, default));
        await foreach (var _ in _reader.StepsAsync([-1], 0, 10, default)) Assert.Fail("There is nothing.");
    }

    [Fact]
    public async Task Steps_come_chunk_by_chunk_of_those_that_reach_into_the_range()
    {
        var (runs, run) = await StartAsync();
        await WriteAsync(run, [new(0, -5, 0), new(0, 3, 0), new(1, 3, 0)]);
        await WriteAsync(run, [new(0, 4, 0), new(0, 9, 0)]);
        await WriteAsync(run, [new(0, 20, 0)]);
        List<long[]> chunks = [];
        await foreach (var (_, steps) in _reader.StepsAsync([Assert.Single(await runs.SeriesAsync(run)).Id], 3, 8, default)) chunks.Add(steps);
        Assert.Equal([[-5, 3, 3], [4, 9]], chunks);
    }

    private async Task<(ExternalRuns Runs, Guid Run)> StartAsync()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        return (runs, await runs.StartAsync());
    }

    private Task WriteAsync(Guid run, IReadOnlyList<HistoryPoint> points) => _ingestion.WriteAsync(
        run, null, [new("loss", null, new([.. points.Select(point => point.Step)], [.. points.Select(point => point.Time)], [.. points.Select(point => point.Value)]))], default);

    private async Task ForgetTimesAsync(long series)
    {
        await using var command = fixture.Database.DataSource.CreateCommand("update metric_chunks set earliest_time = null, latest_time = null where series_id = $1 and sequence % 3 = 0");
        command.Parameters.Add(new() { Value = series });
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }
}
