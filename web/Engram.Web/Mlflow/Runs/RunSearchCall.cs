using System.Globalization;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Engram.Web.Mlflow.Search;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Runs;

/// <summary><c>runs/search</c>.</summary>
internal static class RunSearchCall
{
    private const int UsualResults = 1_000;
    private const int MostResults = 50_000;

    private static readonly FilterGrammar Grammar = new(FilterSubject.Runs);
    private static readonly SortColumn[] Ties = [new(RunConditions.Start, SortType.Moment, IsDescending: true), new("r.id", SortType.Identifier)];

    internal static async Task<IResult> Search(MlflowFields call, PageSearch search, EngramDb db, RunReader reader, CancellationToken ct)
    {
        var experiments = call.Texts("experiment_ids");
        var count = call.Results(UsualResults, MostResults);
        var (filter, order) = (Grammar.Filter(call.Text("filter")), Grammar.Order(call.Texts("order_by")));
        var view = ViewType.Condition(call, "run_view_type", "r.deleted_at is not null or p.deleted_at is not null");
        if (experiments.FirstOrDefault(id => !Keys.IsExperimentId(id)) is { } wrong) throw MlflowException.Invalid($"Invalid experiment ID: '{wrong}'");
        var projects = await ProjectsAsync(experiments, db, ct);

        var (found, next) = await search.FindAsync(Query, call.Text("page_token"), count, RunConditions.Wished(filter, order), ct);
        var runs = await reader.ReadAsync(found, ct);
        return MlflowJson.Answer(new { Runs = runs.Count > 0 ? runs : null, NextPageToken = next });

        PagedQuery Query(SqlParameters parameters)
        {
            // Of one project an index has the runs in order; of several they are sorted.
            var among = projects is [var only] ? $"r.project_id = {parameters.Add(only)}" : $"r.project_id = any({parameters.Add(projects)})";
            var summaries = filter.Any(clause => clause.Key.Kind == KeyKind.Metric) || order.Any(clause => clause.Key.Kind == KeyKind.Metric)
                ? " left join run_summaries m on m.run_id = r.id and m.project_id = r.project_id" : "";
            return new("r.id", $"runs r join projects p on p.id = r.project_id{summaries}",
                [among, view, .. filter.Select(clause => RunConditions.Of(clause, parameters))],
                SortOrder.Of([.. order.Select(clause => RunConditions.Sorted(clause, parameters))], Ties));
        }
    }

    private static async Task<Guid[]> ProjectsAsync(IReadOnlyList<string> experiments, EngramDb db, CancellationToken ct)
    {
        if (experiments.Count == 0) return [];
        List<long> numbers = [.. experiments.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        return await db.Projects.Where(p => numbers.Contains(p.Number)).Select(p => p.Id).ToArrayAsync(ct);
    }
}
