using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Engram.Web.Mlflow.Search;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Experiments;

/// <summary><c>experiments/search</c>.</summary>
internal static class ExperimentSearch
{
    private const int MostResults = 50_000;

    private static readonly SortKey Newest = new("p.created_at", SortType.Moment, IsDescending: true, CanBeMissing: false);
    private static readonly SortColumn Oldest = new("p.number", SortType.Whole);
    private static readonly FilterGrammar Grammar = new(FilterSubject.Experiments);

    internal static async Task<IResult> Search(MlflowFields call, PageSearch search, EngramDb db, ExperimentDirectory experiments, CancellationToken ct)
    {
        var count = call.Results(null, MostResults);
        var (filter, order) = (Grammar.Filter(call.Text("filter")), Grammar.Order(call.Texts("order_by")));
        var view = ViewType.Condition(call, "view_type", "p.deleted_at is not null");
        await experiments.MakeDefaultAsync(ct);

        var (ids, next) = await search.FindAsync(Query, call.Text("page_token"), count, [], ct);
        var found = await db.Projects.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return MlflowJson.Answer(new
        {
            Experiments = ids.Count > 0 ? ids.Where(found.ContainsKey).Select(id => MlflowExperiment.Of(found[id])).ToList() : null,
            NextPageToken = next,
        });

        PagedQuery Query(SqlParameters parameters) => new("p.id", "projects p", [view, .. filter.Select(clause => Condition(clause, parameters))],
            SortOrder.Of([.. order.Count > 0 ? order.Select(clause => Sorted(clause, parameters)) : [Newest]], Oldest));
    }

    private static string Condition(FilterClause clause, SqlParameters parameters) => clause.Key.IsNumber
        ? FilterCondition.OfNumber(Expression(clause.Key, parameters), clause, parameters) : FilterCondition.OfText(Expression(clause.Key, parameters), clause, parameters);

    private static SortKey Sorted(OrderClause clause, SqlParameters parameters) => (clause.Key.Kind, clause.Key.Name) switch
    {
        (KeyKind.Text, "experiment_id") => new("p.number", SortType.Whole, clause.IsDescending, CanBeMissing: false),
        (KeyKind.Number, "creation_time") => new("p.created_at", SortType.Moment, clause.IsDescending, CanBeMissing: false),
        (KeyKind.Number, "last_update_time") => new("p.updated_at", SortType.Moment, clause.IsDescending, CanBeMissing: false),
        _ => new(Expression(clause.Key, parameters), SortType.Text, clause.IsDescending, CanBeMissing: clause.Key.Kind == KeyKind.Tag),
    };

    private static string Expression(FilterKey key, SqlParameters parameters) => (key.Kind, key.Name) switch
    {
        (KeyKind.Text, "name") => "p.name",
        (KeyKind.Number, "creation_time") => "floor(extract(epoch from p.created_at) * 1000)::float8",
        (KeyKind.Number, "last_update_time") => "floor(extract(epoch from p.updated_at) * 1000)::float8",
        (KeyKind.Tag, MlflowTags.Note) => "nullif(p.description, '')",
        (KeyKind.Tag, var name) => $"coalesce(p.tag_values ->> {parameters.Add(name)}, case when {parameters.Add(name)} = any(p.tags) then '' end)",
        _ => throw new ArgumentException($"Experiments have no {key}.", nameof(key)),
    };
}
