using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Search;
using Npgsql;

namespace Engram.Tracking.Tests.Search;

public sealed class FilterSqlTests(PostgresFixture postgres)
{
    private const int Filters = 10_000;
    private const int AtOnce = 100;

    [Fact]
    public async Task Ten_thousand_random_filters_find_what_the_oracle_finds()
    {
        var stream = RandomStream.FromSeed(20260704);
        var runs = RandomRuns.Draw(stream.Split("runs"));
        var filters = new RandomFilters(stream.Split("filters"));
        await using var database = await KnownRecord.CreateAsync(postgres, runs);
        var (some, all) = (0, 0);
        for (var done = 0; done < Filters; done += AtOnce)
        {
            RunFilter[] batch = [.. Enumerable.Range(0, AtOnce).Select(_ => filters.Next())];
            var found = await FindAsync(database.DataSource, batch);
            foreach (var (filter, ids) in batch.Zip(found))
            {
                Guid[] expected = [.. runs.Where(run => FilterOracle.Holds(filter, run)).Select(run => run.Id)];
                Assert.True(expected.SequenceEqual(ids), $"{FilterText.Of(filter)}\noracle only: {string.Join(' ', expected.Except(ids))}\nSQL only: {string.Join(' ', ids.Except(expected))}");
                if (ids.Length > 0) some++;
                if (ids.Length == runs.Count) all++;
            }
        }
        // A test that mostly compares nothing with nothing would prove nothing.
        Assert.InRange(some, Filters / 2, Filters);
        Assert.InRange(all, 0, Filters / 4);
    }

    [Fact]
    public void What_a_person_wrote_is_never_in_the_statement()
    {
        var stream = RandomStream.FromSeed(7);
        var filters = new RandomFilters(stream);
        for (var i = 0; i < 2_000; i++)
        {
            var filter = filters.Next();
            var sql = FilterSql.Where(filter, new());
            Assert.DoesNotContain("adam", sql, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("eta", sql, StringComparison.Ordinal);
            Assert.DoesNotContain("loss", sql, StringComparison.Ordinal);
            Assert.DoesNotContain("it's", sql, StringComparison.Ordinal);
        }
    }

    // One statement for many filters: a round trip each would take longer than the questions.
    private static async Task<Guid[][]> FindAsync(NpgsqlDataSource database, RunFilter[] filters)
    {
        var parameters = new SqlParameters();
        var sql = string.Join("\nunion all\n", filters.Select((filter, i) => $"select {i} as i, array(select r.id from runs r where {FilterSql.Where(filter, parameters)} order by r.id) as ids"));
        await using var command = database.CreateCommand($"{sql}\norder by i");
        parameters.AddTo(command);
        await using var reader = await command.ExecuteReaderAsync();
        List<Guid[]> found = [];
        while (await reader.ReadAsync()) found.Add(reader.GetFieldValue<Guid[]>(1));
        return [.. found];
    }
}
