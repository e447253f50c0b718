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

    // Plans are chosen by these very words: see the remarks on FieldSql and EqualitySql.
    [Fact]
    public void The_statement_is_the_one_that_was_measured() => Approved.Text(string.Join('\n', new[]
    {
        "metrics.loss < 0.1", "metrics.loss > 0.1 and metrics.acc.max exists", "metrics.loss between 1 and 2", "metrics.loss in (1, 2)",
        "metrics.loss = nan", "metrics.loss in (nan)",
        "metrics.loss < 0.1 or metrics.acc > 0.9", "not metrics.loss < 0.1", "not (metrics.loss < 0.1 and name = 'a')",
        "name = 'a' or (metrics.loss < 0.1 and not metrics.acc exists)", "metrics.loss < 0.1 and (name = 'a' or metrics.acc > 0.9)",
        "project = 'a'", "study like 'a%' or condition ~ 'b'", "project between 'a' and 'b'", "project in ('a', 'b') and study exists", "study < 'a'",
        "options.eta = 1", "options.eta in (1, 'a', nan)", "options.eta >= 1 or options.eta ~ 'a'", "tags.draft exists", "tags.draft ilike 'a'",
        "seed = 1", "seed > 1.5", "attempt in (1, 2)", "user = 'a' or user in ('a', 'b')", "state != 'failed'",
        "submittedAt > '2026-01-01'", "startedAt between '2026-01-01' and '2026-02-01'", "parent in ('018f3c2a-0000-7000-8000-000000000000')",
    }.Select(filter => $"{filter}\n    {FilterSql.Where(FilterParser.Parse(filter), new())}")), "sql");

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
