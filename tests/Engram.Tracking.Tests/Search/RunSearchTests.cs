using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

public sealed class RunSearchTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Pages_in_any_order_are_what_sorting_all_of_them_gives()
    {
        var stream = RandomStream.FromSeed(11);
        var runs = RandomRuns.Draw(stream.Split("runs"));
        var filters = new RandomFilters(stream.Split("filters"));
        await using var database = await KnownRecord.CreateAsync(postgres, runs);
        var search = new RunSearch(database.DataSource, new(TimeProvider.System));
        for (var i = 0; i < 400; i++)
        {
            var query = new RunQuery(i % 3 == 0 ? filters.Next() : new AndFilter([]), new(filters.Field(), stream.NextInt(2) == 0));
            var size = 1 + stream.NextInt(60);
            var found = await PagesAsync(search, query, size);
            Guid[] expected = [.. Sorted(runs.Where(run => FilterOracle.Holds(query.Filter, run)), query.Order).Select(run => run.Id)];
            Assert.True(expected.SequenceEqual(found), $"{FilterText.Of(query.Filter)} order by {query.Order} in pages of {size}");
            Assert.Equal(new(expected.Length, true), await search.CountAsync(query, default));
            if (expected.Length < 2) continue;
            // The page before the last run ends just before it.
            var last = (await search.FindAsync(query, null, expected.Length, default))[^1].Place;
            Assert.Equal(expected[..^1].TakeLast(size), (await search.FindAsync(query, last, size, default, before: true)).Select(run => run.Id));
        }
    }

    [Fact]
    public async Task A_project_and_the_bin_are_kept_apart()
    {
        var runs = RandomRuns.Draw(RandomStream.FromSeed(12));
        await using var database = await KnownRecord.CreateAsync(postgres, runs);
        await using var db = database.Context();
        var lift = db.Projects.Single(project => project.Name == "lift").Id;
        await using (var bin = database.DataSource.CreateCommand($"update runs set deleted_at = now() where id = '{RandomRuns.Identifier(0)}'")) await bin.ExecuteNonQueryAsync();
        var search = new RunSearch(database.DataSource, new(TimeProvider.System));

        var found = await PagesAsync(search, RunQuery.All with { Project = lift }, 50);

        Assert.Equal(runs.Where(run => run.Project == "lift" && run.Id != RandomRuns.Identifier(0)).Select(run => run.Id).Order(), found.Order());
    }

    [Theory]
    [InlineData("("), InlineData("a{2"), InlineData("[z-a]"), InlineData("a{256}"), InlineData("a**")]
    public async Task A_regular_expression_that_is_none_is_refused(string expression)
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(13)));
        var query = RunQuery.All with { Filter = new RegexFilter(new ColumnField(RunColumn.Label), expression) };
        var search = new RunSearch(database.DataSource, new(TimeProvider.System));

        await Assert.ThrowsAsync<InvalidRegexException>(() => search.FindAsync(query, null, 10, default));
        await Assert.ThrowsAsync<InvalidRegexException>(() => search.CountAsync(query, default));
    }

    [Fact]
    public async Task A_hostile_regular_expression_is_ended()
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(14)));
        await using (var name = database.DataSource.CreateCommand("update runs set name = repeat('a', 2999) || 'b'")) await name.ExecuteNonQueryAsync();
        var search = new RunSearch(database.DataSource, new(TimeProvider.System)) { Longest = TimeSpan.FromMilliseconds(200) };
        var query = RunQuery.All with { Filter = FilterParser.Parse(@"name ~ '^(a+)(a+)(a+)\1\1\1\2\2\2\3\3\3ab$'") };

        await Assert.ThrowsAsync<SearchTooLongException>(() => search.FindAsync(query, null, 10, default));
        Assert.Null(await search.CountAsync(query, default));
        Assert.NotEmpty(await search.FindAsync(RunQuery.All, null, 10, default));
    }

    [Theory]
    [InlineData("metrics.loss desc", "metrics.loss.last desc"), InlineData("options.'a.b' ASC", "options.'a.b'"), InlineData("submitted", "submittedAt")]
    public void An_order_is_read_as_a_filter_is(string written, string meant) => Assert.Equal(meant, RunOrder.Parse(written).ToString());

    [Theory]
    [InlineData("", 1), InlineData("nme", 1), InlineData("name down", 6), InlineData("name desc desc", 11), InlineData("metrics desc", 8), InlineData("name, seed", 5)]
    public void An_order_that_is_none_says_where(string written, int column) =>
        Assert.Equal(column, Assert.Throws<FilterException>(() => RunOrder.Parse(written)).Column);

    private static async Task<List<Guid>> PagesAsync(RunSearch search, RunQuery query, int size)
    {
        List<Guid> all = [];
        for (RunPlace? after = null; ;)
        {
            var page = await search.FindAsync(query, after, size, default);
            all.AddRange(page.Select(run => run.Id));
            if (page.Count < size) return all;
            after = page[^1].Place;
        }
    }

    // Values first, then texts of a JSON field, then nothing and NaN; the direction turns only what is within.
    private static IEnumerable<KnownRun> Sorted(IEnumerable<KnownRun> runs, RunOrder order) =>
        from run in runs
        group run by Phase(FilterOracle.Value(order.Field, run)) into phase
        orderby phase.Key
        from run in order.Descending ? phase.OrderDescending(Within(order.Field)) : phase.Order(Within(order.Field))
        select run;

    private static int Phase(object? value) => value switch
    {
        null => 2,
        double.NaN => 2,
        double or long or DateTimeOffset or Guid => 0,
        _ => FilterOracle.Number(value) is { } number ? double.IsNaN(number) ? 2 : 0 : 1,
    };

    private static Comparer<KnownRun> Within(RunField field) => Comparer<KnownRun>.Create((a, b) =>
    {
        var (one, other) = (FilterOracle.Value(field, a), FilterOracle.Value(field, b));
        var order = (one, other) switch
        {
            (long x, long y) => x.CompareTo(y),
            (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
            (Guid x, Guid y) => FilterOracle.Ordinal($"{x:N}", $"{y:N}"),
            ({ } x, { } y) when field.Type == FieldType.Text => FilterOracle.Ordinal(FilterOracle.Text(x), FilterOracle.Text(y)),
            ({ } x, { } y) when Phase(x) == 0 => FilterOracle.Number(x)!.Value.CompareTo(FilterOracle.Number(y)!.Value),
            ({ } x, { } y) when Phase(x) == 1 => FilterOracle.Ordinal(FilterOracle.Text(x), FilterOracle.Text(y)),
            _ => 0,
        };
        return order != 0 ? order : FilterOracle.Ordinal($"{a.Id:N}", $"{b.Id:N}");
    });
}
