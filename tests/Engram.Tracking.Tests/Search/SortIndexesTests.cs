using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;

namespace Engram.Tracking.Tests.Search;

public sealed class SortIndexesTests(PostgresFixture postgres)
{
    private static readonly RunField[] Fields =
        [new OptionField("it's"), new OptionField("eta"), new MetricField("light/mse", MetricAggregate.Min), new MetricField("loss", MetricAggregate.Last),
            new ColumnField(RunColumn.Label), new ColumnField(RunColumn.StartedAt), new ColumnField(RunColumn.User)];

    [Fact]
    public async Task What_is_asked_for_gets_an_index_that_the_plans_use()
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(21)));
        await using var db = database.Context();
        var project = db.Projects.First().Id;
        var wishes = new IndexWishes(TimeProvider.System);
        var indexes = new SortIndexes(database.DataSource, wishes, TimeProvider.System);
        RunQuery[] queries = [.. from field in Fields from down in new[] { false, true } select new RunQuery(new AndFilter([]), new(field, down)) { Project = project }];

        Assert.All(queries, wishes.Note);
        Assert.Empty((await indexes.TendAsync(default)).Made); // no project is large
        var made = (await indexes.TendAsync(default, large: 1)).Made;

        Assert.Equal(9, made.Count); // of an option, one for its numbers and one for its texts
        foreach (var query in queries)
        {
            var plan = await PlanAsync(database, query, phase: 0, null);
            Assert.Matches("Index (Only )?Scan", plan);
            Assert.True(made.Any(plan.Contains), plan);
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
            // A later page begins in the index, too.
            var later = await PlanAsync(database, query, phase: 0, new(0, SomeKey(query.Order.Field), RandomRuns.Identifier(3)));
            Assert.Matches(@"Index Cond:.*ROW\(", later);
        }
        var texts = await PlanAsync(database, queries[0], phase: 1, null);
        Assert.True(made.Any(texts.Contains) && !texts.Contains("Sort", StringComparison.Ordinal), texts);
        foreach (var filter in new[] { "options.eta > 0.5", "options.eta between 0 and 1", "metrics.loss >= 2" })
        {
            var compared = await PlanAsync(database, RunSearch.Count(new(FilterParser.Parse(filter), RunOrder.Newest) { Project = project }));
            Assert.True(made.Any(compared.Contains), compared);
        }
    }

    [Fact]
    public async Task An_index_that_nobody_asks_for_goes_and_one_that_cannot_be_made_is_not_tried_for_ever()
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(22)));
        var clock = new ManualClock();
        var wishes = new IndexWishes(clock);
        var indexes = new SortIndexes(database.DataSource, wishes, clock);
        var query = RunQuery.All with { Order = new(Fields[2], false) };
        wishes.Note(query);
        var made = Assert.Single((await indexes.TendAsync(default, large: 1)).Made);

        clock.Advance(SortIndexes.Unused - TimeSpan.FromHours(1));
        wishes.Note(query);
        Assert.Empty((await indexes.TendAsync(default, large: 1)).Dropped);
        clock.Advance(SortIndexes.Unused + TimeSpan.FromHours(1));
        Assert.Equal([made], (await indexes.TendAsync(default, large: 1)).Dropped);
        Assert.Equal(0L, await CountAsync(database, "select count(*) from pg_class where relname like 'ix_by_%'"));

        await using (var broken = database.DataSource.CreateCommand("alter table run_summaries rename to gone")) await broken.ExecuteNonQueryAsync();
        wishes.Note(query);
        Assert.Empty((await indexes.TendAsync(default, large: 1)).Made);
        Assert.Equal(1L, await CountAsync(database, "select count(*) from sort_indexes where state = 'failed'"));
    }

    [Fact]
    public async Task The_order_of_all_values_of_an_option_as_text_has_an_index_too()
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(24)));
        var wishes = new IndexWishes(TimeProvider.System);
        wishes.Note([new IndexedField("option", "it's", IndexedField.AllAsText)]);
        var made = Assert.Single((await new SortIndexes(database.DataSource, wishes, TimeProvider.System).TendAsync(default, large: 1)).Made);
        var parameters = new SqlParameters();
        var key = $"left((r.options ->> {parameters.Add("it's")}), 200) collate \"C\"";
        Assert.Contains(made, await PlanAsync(database, ($"select r.id from runs r where r.project_id = {parameters.Add(Guid.Empty)} and {key} > {parameters.Add("a")} order by {key}", parameters)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_programs_make_an_index_once()
    {
        await using var database = await KnownRecord.CreateAsync(postgres, RandomRuns.Draw(RandomStream.FromSeed(23)));
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var wishes = new IndexWishes(TimeProvider.System);
            wishes.Note(RunQuery.All with { Order = new(Fields[3], true) });
            return (await new SortIndexes(database.DataSource, wishes, TimeProvider.System).TendAsync(default, large: 1)).Made;
        }));
        Assert.Single(made.SelectMany(names => names).Distinct());
        Assert.Equal(1L, await CountAsync(database, "select count(*) from sort_indexes"));
    }

    private static object SomeKey(RunField field) => field.Type switch
    {
        FieldType.Text => "b",
        FieldType.Time => RandomRuns.Start,
        _ => 0.5,
    };

    // The set is small, and reading all of it is cheapest: what is asked is whether the index fits, so that it is preferred.
    private static Task<string> PlanAsync(TestDatabase database, RunQuery query, int phase, RunPlace? after) => PlanAsync(database, RunSearch.Page(query, phase, after, 10));

    private static async Task<string> PlanAsync(TestDatabase database, (string Sql, SqlParameters Parameters) statement)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var settings = transaction.Statement("select set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"))
            await settings.ExecuteNonQueryAsync();
        await using var command = new Npgsql.NpgsqlCommand($"explain {statement.Sql}", connection, transaction);
        statement.Parameters.AddTo(command);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task<long> CountAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
