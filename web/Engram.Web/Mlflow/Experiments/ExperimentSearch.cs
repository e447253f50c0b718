using System.Globalization;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Engram.Web.Mlflow.Search;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Mlflow.Experiments;

/// <summary><c>experiments/search</c>.</summary>
internal static class ExperimentSearch
{
    private const int MostResults = 50_000;

    private static readonly FilterGrammar Grammar = new(FilterSubject.Experiments);

    internal static async Task<IResult> Search(MlflowFields call, NpgsqlDataSource database, EngramDb db, ExperimentDirectory experiments, CancellationToken ct)
    {
        var count = call.Results(null, MostResults);
        var offset = PageToken.Read(call.Text("page_token"));
        var parameters = new SqlParameters();
        var (filter, order) = (Grammar.Filter(call.Text("filter")), Grammar.Order(call.Texts("order_by")));
        List<string> conditions = [ViewType.Condition(call, "view_type", "p.deleted_at is not null"), .. filter.Select(clause => Condition(clause, parameters))];
        await experiments.MakeDefaultAsync(ct);

        await using var command = database.CreateCommand(Sql(conditions, order, count, offset, parameters));
        parameters.AddTo(command);
        List<Guid> ids = [];
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct)) ids.Add(rows.GetGuid(0));
        }
        var page = ids.Take(count).ToList();
        var found = await db.Projects.AsNoTracking().Where(p => page.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return MlflowJson.Answer(new
        {
            Experiments = page.Count > 0 ? page.Where(found.ContainsKey).Select(id => MlflowExperiment.Of(found[id])).ToList() : null,
            NextPageToken = ids.Count > count ? PageToken.Write(offset + count) : null,
        });
    }

    private static string Sql(List<string> conditions, IReadOnlyList<OrderClause> order, int count, long offset, SqlParameters parameters)
    {
        List<string> columns = [.. order.Select((clause, i) => $", {Expression(clause.Key, parameters)} as k{i}")];
        List<string> keys = [.. FilterCondition.Order(order, [.. order.Select((_, i) => $"k{i}")])];
        if (order.Count == 0) keys.Add("created_at desc");
        return string.Create(CultureInfo.InvariantCulture, $"""
            select id from (select p.id, p.number, p.created_at{string.Concat(columns)} from projects p where {string.Join(" and ", conditions)}) found
            order by {string.Join(", ", [.. keys, "number"])} limit {count + 1} offset {offset}
            """);
    }

    private static string Condition(FilterClause clause, SqlParameters parameters) => clause.Key.IsNumber
        ? FilterCondition.OfNumber(Expression(clause.Key, parameters), clause, parameters) : FilterCondition.OfText(Expression(clause.Key, parameters), clause, parameters);

    private static string Expression(FilterKey key, SqlParameters parameters) => (key.Kind, key.Name) switch
    {
        (KeyKind.Text, "name") => "p.name",
        (KeyKind.Text, "experiment_id") => "lpad(p.number::text, 20, '0')",
        (KeyKind.Number, "creation_time") => "floor(extract(epoch from p.created_at) * 1000)::float8",
        (KeyKind.Number, "last_update_time") => "floor(extract(epoch from p.updated_at) * 1000)::float8",
        (KeyKind.Tag, MlflowTags.Note) => "nullif(p.description, '')",
        (KeyKind.Tag, var name) => $"coalesce(p.tag_values ->> {parameters.Add(name)}, case when {parameters.Add(name)} = any(p.tags) then '' end)",
        _ => throw new ArgumentException($"Experiments have no {key}.", nameof(key)),
    };
}
