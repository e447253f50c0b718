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

    [Fact]
    public async Task What_options_tags_user_and_seed_equal_is_looked_up_for_all_of_them_at_once()
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(5)));
        var plan = await PlanAsync(database.DataSource, "options.eta = 64 and options.optimizer = 'adam' and options.flag in (1, 2)");
        Assert.Matches("ix_runs_equalities", plan);
        Assert.Matches("Index Cond:.*equalities @>.*equalities @>.*equalities &&", plan);
        plan = await PlanAsync(database.DataSource, "tags.model = 'x' and tags.draft exists and user = 'alice' and seed = 3");
        Assert.Matches("Index Cond:.*equalities @>.*equalities @>.*equalities @>.*equalities @>", plan);
    }

    // The set is small, and reading all of it is cheapest: what is asked is whether the index fits.
    private static async Task<string> PlanAsync(NpgsqlDataSource database, string filter)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using (var settings = new NpgsqlCommand("set enable_seqscan = off", connection)) await settings.ExecuteNonQueryAsync();
        var parameters = new SqlParameters();
        await using var command = new NpgsqlCommand($"explain select r.id from runs r where {FilterSql.Where(FilterParser.Parse(filter), parameters)}", connection);
        parameters.AddTo(command);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
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
