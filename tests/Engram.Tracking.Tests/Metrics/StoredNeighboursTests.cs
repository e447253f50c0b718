using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class StoredNeighboursTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public void A_point_is_left_out_when_it_and_no_other_value_of_its_moment_is_there()
    {
        var random = RandomStream.FromSeed(17);
        double[] values = [1, 2, 0, -0.0, double.NaN];
        for (var draw = 0; draw < 3_000; draw++)
        {
            var written = Draw(1 + random.NextInt(6));
            Points[] stored = [.. Enumerable.Range(0, random.NextInt(4)).Select(_ => Draw(1 + random.NextInt(6)))];
            var there = stored.SelectMany(Of).ToArray();
            var expected = Of(written).Where(point =>
                Of(written).Count(other => AtOneMoment(other, point)) > 1 || there.All(other => !AtOneMoment(other, point)) || there.Any(other => AtOneMoment(other, point) && other != point));
            var found = StoredNeighbours.Without(written, stored);
            Assert.Equal(expected, Of(found));
            if (found.Count == written.Count) Assert.Same(written, found);
        }

        // Few steps, times and values, so that many meet.
        Points Draw(int count) => PointOrder.Sort([new(
            [.. Enumerable.Range(0, count).Select(_ => (long)random.NextInt(4))], [.. Enumerable.Range(0, count).Select(_ => (long)random.NextInt(2))],
            [.. Enumerable.Range(0, count).Select(_ => values[random.NextInt(values.Length)])])]);
    }

    [Fact]
    public void Points_after_the_last_of_the_series_are_not_looked_for()
    {
        var series = PointSummary.Of(new([3, 7], [50, 10], [1, 2]));
        Assert.False(StoredNeighbours.MayBeIn(series, new([7], [11], [2])));
        Assert.True(StoredNeighbours.MayBeIn(series, new([7], [10], [2])));
        Assert.True(StoredNeighbours.MayBeIn(series, new([6, 9], [99, 99], [2, 2])));
        Assert.False(StoredNeighbours.MayBeIn(series, new([8], [0], [2])));
    }

    [Fact]
    public async Task Of_the_chunks_that_reach_into_the_written_steps_the_newest_are_read()
    {
        var runs = await ExternalRuns.CreateAsync(fixture.Database);
        var run = await runs.StartAsync();
        await using var ingestion = new Ingestion(fixture.Database.DataSource);
        await ingestion.WriteAsync(run, null, [new("loss", null, At(10)), new("other", null, At(10))], default);
        foreach (var step in new[] { 20, 30 }) await ingestion.WriteAsync(run, null, [new("loss", null, At(step))], default);
        for (var copy = 1; copy <= 40; copy++) await ingestion.WriteAsync(run, null, [new("loss", null, new([40], [copy], [copy]))], default);
        var series = (await runs.SeriesAsync(run)).Single(one => one.Key == "loss").Id;

        Assert.Equal([20], (await ReadAsync(At(15, 20))).Order());
        Assert.Equal([20, 30], (await ReadAsync(At(20, 30))).Order());
        Assert.Empty(await ReadAsync(At(21, 29)));
        Assert.Equal(Enumerable.Range(9, 32).Select(copy => (double)copy), (await ReadAsync(At(40))).Order());
        Assert.Equal(40, (await ReadAsync(At([.. Enumerable.Repeat(40, 2_000)]))).Length); // more are looked at for many points

        async Task<double[]> ReadAsync(Points written)
        {
            await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var found = await StoredNeighbours.ReadAsync(transaction, [(series, written)], default);
            return [.. found[series].SelectMany(points => points.Values)];
        }
    }

    private static Points At(params int[] steps) => new([.. steps.Select(step => (long)step)], new long[steps.Length], [.. steps.Select(step => (double)step)]);

    private static bool AtOneMoment((long Step, long Time, long) left, (long Step, long Time, long) right) => (left.Step, left.Time) == (right.Step, right.Time);

    private static IEnumerable<(long Step, long Time, long Value)> Of(Points points) =>
        Enumerable.Range(0, points.Count).Select(i => (points.Steps[i], points.Times[i], BitConverter.DoubleToInt64Bits(points.Values[i])));
}
