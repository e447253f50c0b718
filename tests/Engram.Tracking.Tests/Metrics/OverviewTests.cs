using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class OverviewTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private const int Pixels = 300;

    [Fact]
    public async Task One_outlier_among_a_million_points_is_seen_at_300_pixels_wherever_it_is()
    {
        const int count = 1_000_000;
        var random = RandomStream.FromSeed(1);
        var values = Enumerable.Range(0, count).Select(_ => random.NextDouble()).ToArray();
        var (run, _, reader) = await LoggedAsync(RecordedStudy.Counted(values));
        var id = (await reader.ListAsync([run], null, null, default)).Single().Id;
        for (var trial = 0; trial < 100; trial++)
        {
            var (place, height) = (random.NextInt(count), trial % 2 == 0 ? 1000.0 : -1000.0);
            var start = place / MetricStore.ChunkLength * MetricStore.ChunkLength;
            var chunk = values[start..Math.Min(count, start + MetricStore.ChunkLength)];
            var spiked = chunk.ToArray();
            spiked[place - start] = height;
            await RewriteAsync(id, start, spiked);
            var thinned = (await reader.ReadThinnedAsync([id], 2 * Pixels, null, null, default))[id];
            Assert.Contains((place, height), thinned.Points.Steps.Zip(thinned.Points.Values));
            Assert.InRange(thinned.Points.Count, Pixels / 2, 2 * Pixels);
            Assert.Equal(count, thinned.Total);
            await RewriteAsync(id, start, chunk);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(12_345L, 87_654L)]
    [InlineData(-5L, 50_000L)]
    public async Task The_points_are_recorded_ones_with_both_ends_and_the_extremes_of_the_range(long? from, long? to)
    {
        var random = RandomStream.FromSeed(2);
        var points = RecordedStudy.Counted([.. Enumerable.Range(0, 100_000).Select(_ => random.NextNormal())]);
        var (run, _, reader) = await LoggedAsync(points);
        var id = (await reader.ListAsync([run], null, null, default)).Single().Id;
        var thinned = (await reader.ReadThinnedAsync([id], 40, from, to, default))[id];
        var range = PointOrder.Between(points, from ?? long.MinValue, to ?? long.MaxValue);
        Assert.Equal((range.Count, range.Steps[0], range.Steps[^1]), (thinned.Total, thinned.Points.Steps[0], thinned.Points.Steps[^1]));
        Assert.Equal((range.Values.Min(), range.Values.Max()), (thinned.Points.Values.Min(), thinned.Points.Values.Max()));
        Assert.All(thinned.Points.Steps.Zip(thinned.Points.Values), point => Assert.Equal(points.Values[point.First], point.Second));
        Assert.InRange(thinned.Points.Count, 12, 40);
        Assert.Equal(thinned.Points.Steps.Distinct().Order(), thinned.Points.Steps);
    }

    [Fact]
    public async Task A_zoom_shows_every_point_there_is()
    {
        var (run, _, reader) = await LoggedAsync(RecordedStudy.Counted([.. Enumerable.Range(0, 200_000).Select(i => (double)i)]));
        var id = (await reader.ListAsync([run], null, null, default)).Single().Id;
        var zoom = (await reader.ReadThinnedAsync([id], 100, 77_777, 77_876, default))[id];
        Assert.Equal(Enumerable.Range(77_777, 100).Select(i => (long)i), zoom.Points.Steps);
        Assert.Equal(100, zoom.Total);
    }

    [Fact]
    public async Task What_is_not_finite_is_reported_chunk_by_chunk_and_hides_nothing()
    {
        var values = Enumerable.Range(0, 20 * MetricStore.ChunkLength).Select(i => (double)i).ToArray();
        (values[5_000], values[9_000]) = (double.NaN, double.PositiveInfinity);
        values.AsSpan(12 * MetricStore.ChunkLength, 3 * MetricStore.ChunkLength).Fill(double.NaN);
        var (run, _, reader) = await LoggedAsync(RecordedStudy.Counted(values));
        var id = (await reader.ListAsync([run], null, null, default)).Single().Id;
        var thinned = (await reader.ReadThinnedAsync([id], 40, null, null, default))[id];
        Assert.Equal(
            [new(5_000, 5_000, 1, 0, 0), new(9_000, 9_000, 0, 1, 0), new(12 * MetricStore.ChunkLength, (15 * MetricStore.ChunkLength) - 1, 3 * MetricStore.ChunkLength, 0, 0)], thinned.NotFinite);
        Assert.Equal((0, values[^1], values.Length), (thinned.Points.Values.Min(), thinned.Points.Values.Max(), thinned.Total));
    }

    [Fact]
    public async Task A_value_that_was_replaced_is_not_drawn_however_high_it_was()
    {
        var (run, ingestion, reader) = await LoggedAsync(RecordedStudy.Counted([.. Enumerable.Range(0, 100_000).Select(i => (double)(i % 7))]));
        await ingestion.WriteAsync(run, null, [new("loss", null, new([50_000, 100_000, 100_000], [1, 1, 2], [3, 999, 4]))], default);
        await ingestion.WriteAsync(run, null, [new("loss", null, new([60_000, 60_000], [1, 2], [-999, 5]))], default);
        var id = (await reader.ListAsync([run], null, null, default)).Single().Id;
        var thinned = (await reader.ReadThinnedAsync([id], 40, null, null, default))[id];
        Assert.Equal((0, 6), (thinned.Points.Values.Min(), thinned.Points.Values.Max()));
    }

    private async Task<(Guid Run, Ingestion Ingestion, SeriesReader Reader)> LoggedAsync(Points points)
    {
        var run = await (await ExternalRuns.CreateAsync(fixture.Database)).StartAsync();
        var ingestion = new Ingestion(fixture.Database.DataSource);
        await ingestion.WriteAsync(run, null, [new("loss", null, points)], default);
        return (run, ingestion, new(fixture.Database.DataSource));
    }

    private async Task RewriteAsync(long series, int start, double[] values)
    {
        var chunk = EncodedChunk.Split(new([.. Enumerable.Range(start, values.Length).Select(step => (long)step)], new long[values.Length], values))[0];
        await using var command = fixture.Database.DataSource.CreateCommand("""
            update metric_chunks set data = $3, min_value = $4, max_value = $5, min_step = $6, max_step = $7 where series_id = $1 and first_step = $2
            """);
        foreach (var value in (object[])[series, (long)start, chunk.Data, chunk.Summary.Min, chunk.Summary.Max, chunk.Min!.Value.Step, chunk.Max!.Value.Step])
        {
            command.Parameters.Add(new() { Value = value });
        }
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
