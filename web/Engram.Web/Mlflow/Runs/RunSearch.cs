using System.Globalization;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Engram.Web.Mlflow.Search;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Mlflow.Runs;

/// <summary><c>runs/search</c>.</summary>
internal static class RunSearch
{
    private const int UsualResults = 1_000;
    private const int MostResults = 50_000;

    private static readonly FilterGrammar Grammar = new(FilterSubject.Runs);

    internal static async Task<IResult> Search(MlflowFields call, NpgsqlDataSource database, EngramDb db, RunReader reader, CancellationToken ct)
    {
        var experiments = call.Texts("experiment_ids");
        var count = call.Results(UsualResults, MostResults);
        var offset = PageToken.Read(call.Text("page_token"));
        var parameters = new SqlParameters();
        var (filter, order) = (Grammar.Filter(call.Text("filter")), Grammar.Order(call.Texts("order_by")));
        var view = ViewType.Condition(call, "run_view_type", "r.deleted_at is not null or p.deleted_at is not null");
        if (experiments.FirstOrDefault(id => !Keys.IsExperimentId(id)) is { } wrong) throw MlflowException.Invalid($"Invalid experiment ID: '{wrong}'");
        if (experiments.Count == 0) return MlflowJson.Done;

        List<long> numbers = [.. experiments.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        Guid[] projects = await db.Projects.Where(p => numbers.Contains(p.Number)).Select(p => p.Id).ToArrayAsync(ct);
        // Of one project the index has the runs in order; of several they are sorted.
        List<string> conditions = [projects is [var only] ? $"r.project_id = {parameters.Add(only)}" : $"r.project_id = any({parameters.Add(projects)})", view, .. filter.Select(clause => RunConditions.Of(clause, parameters))];
        await using var command = database.CreateCommand(Sql(conditions, filter, order, count, offset, parameters));
        parameters.AddTo(command);
        List<Guid> found = [];
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct)) found.Add(rows.GetGuid(0));
        }
        var hasMore = found.Count > count;
        var runs = await reader.ReadAsync(hasMore ? found[..count] : found, ct);
        return MlflowJson.Answer(new { Runs = runs.Count > 0 ? runs : null, NextPageToken = hasMore ? PageToken.Write(offset + count) : null });
    }

    private static string Sql(
        List<string> conditions, IReadOnlyList<FilterClause> filter, IReadOnlyList<OrderClause> order, int count, long offset, SqlParameters parameters)
    {
        List<string> columns = [.. order.Select((clause, i) => $"{RunConditions.Expression(clause.Key, parameters)} as k{i}")];
        List<string> keys = [.. FilterCondition.Order(order, [.. order.Select((_, i) => $"k{i}")]), "started desc", "id"];
        var summaries = filter.Any(clause => clause.Key.Kind == KeyKind.Metric) || order.Any(clause => clause.Key.Kind == KeyKind.Metric)
            ? " left join run_summaries m on m.run_id = r.id" : "";
        // Materialized, so that what is ordered by is taken out of each run once and not at every look at it.
        return string.Create(CultureInfo.InvariantCulture, $"""
            with found as {(order.Count > 0 ? "materialized" : "not materialized")} (
              select r.id, coalesce(r.started_at, r.submitted_at) as started{string.Concat(columns.Select(column => ", " + column))}
              from runs r join projects p on p.id = r.project_id{summaries}
              where {string.Join(" and ", conditions)}
            )
            select id from found order by {string.Join(", ", keys)} limit {count + 1} offset {offset}
            """);
    }
}
