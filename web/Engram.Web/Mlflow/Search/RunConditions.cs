using Engram.Tracking.Search;
using Engram.Web.Mlflow.Runs;

namespace Engram.Web.Mlflow.Search;

/// <summary>What filters and orders of runs look at, as SQL: <c>r</c> is the run, <c>p</c> its project, <c>m</c> its summary.</summary>
/// <remarks>Written as search writes it (<see cref="FieldSql"/>), so that its indexes serve.</remarks>
internal static class RunConditions
{
    /// <summary>When a run began.</summary>
    public const string Start = "coalesce(r.started_at, r.submitted_at)";

    /// <summary>Whether a run has a summary: where it has none, no comparison with a metric holds.</summary>
    public const string HasSummary = "m.run_id is not null";

    private const string Id = "replace(r.id::text, '-', '')";
    private const string LastValue = "last";

    /// <summary>One condition.</summary>
    public static string Of(FilterClause clause, SqlParameters parameters) => clause.Key switch
    {
        { Kind: KeyKind.Text, Name: "run_id" } when clause.Comparator is not ("LIKE" or "ILIKE") => OfIds(clause, parameters),
        { Kind: KeyKind.Dataset } => "exists (select from run_inputs i join datasets d on d.id = i.dataset_id where i.run_id = r.id and "
            + $"{FilterCondition.OfText(DatasetField(clause.Key.Name, parameters), clause, parameters)})",
        { Kind: KeyKind.Parameter } when clause.Comparator == "=" => FilterSql.Where(new CompareFilter(new OptionField(clause.Key.Name), FilterOperator.Equal, new TextValue(clause.Text[0])), parameters),
        { Kind: KeyKind.Metric } => $"{HasSummary} and {FilterCondition.OfNumber(Expression(clause.Key, parameters), clause, parameters)}",
        { IsNumber: true } => FilterCondition.OfNumber(Expression(clause.Key, parameters), clause, parameters),
        _ => FilterCondition.OfText(Expression(clause.Key, parameters), clause, parameters),
    };

    /// <summary>The value of a key; null where the run has none.</summary>
    public static string Expression(FilterKey key, SqlParameters parameters) => (key.Kind, key.Name) switch
    {
        (KeyKind.Metric, var name) => $"engram_number(m.summary -> {parameters.Add(name)} -> {parameters.Add(LastValue)})",
        (KeyKind.Parameter, var name) => $"(r.options ->> {parameters.Add(name)})",
        (KeyKind.Tag, MlflowTags.RunName) or (KeyKind.Text, "run_name") => "r.name",
        (KeyKind.Tag, MlflowTags.Note) => "nullif(r.notes, '')",
        (KeyKind.Tag, var name) => $"coalesce(r.tag_values ->> {parameters.Add(name)}, case when {parameters.Add(name)} = any(r.tags) then '' end)",
        (KeyKind.Text, "run_id") => Id,
        (KeyKind.Text, "status") => RunStatus.Sql("r.state"),
        (KeyKind.Text, "artifact_uri") => $"(coalesce(p.artifact_location, 'mlflow-artifacts:/' || p.number) || '/' || {Id} || '/artifacts')",
        (KeyKind.Text, "user_id") => "r.user_name",
        (KeyKind.Number, "start_time") => Milliseconds(Start),
        (KeyKind.Number, "end_time") => Milliseconds("r.finished_at"),
        _ => throw new ArgumentException($"Runs have no {key}.", nameof(key)),
    };

    /// <summary>A key of an order.</summary>
    public static SortKey Sorted(OrderClause clause, SqlParameters parameters) => (clause.Key.Kind, clause.Key.Name) switch
    {
        (KeyKind.Number, "start_time") => new(Start, SortType.Moment, clause.IsDescending, CanBeMissing: false),
        (KeyKind.Number, "end_time") => new("r.finished_at", SortType.Moment, clause.IsDescending),
        (KeyKind.Text, "run_id") => new("r.id", SortType.Identifier, clause.IsDescending, CanBeMissing: false),
        (KeyKind.Text, "run_name" or "status" or "user_id") => new(Expression(clause.Key, parameters), SortType.Text, clause.IsDescending, CanBeMissing: false),
        (KeyKind.Metric, _) => new(Expression(clause.Key, parameters), SortType.Number, clause.IsDescending, Row: HasSummary),
        _ => new(Expression(clause.Key, parameters), SortType.Text, clause.IsDescending),
    };

    /// <summary>The fields that an index would serve: what is ordered by first, and metrics that are compared.</summary>
    public static IEnumerable<IndexedField> Wished(IReadOnlyList<FilterClause> filter, IReadOnlyList<OrderClause> order) =>
    [
        .. order.Take(1).Select(clause => clause.Key switch
        {
            { Kind: KeyKind.Metric, Name: var metric } => new IndexedField("metric", metric, LastValue),
            { Kind: KeyKind.Parameter, Name: var parameter } => new("option", parameter, IndexedField.AllAsText),
            { Kind: KeyKind.Text, Name: "run_name" } or { Kind: KeyKind.Tag, Name: MlflowTags.RunName } => new("column", RunColumn.Label.Name, ""),
            { Kind: KeyKind.Number, Name: "end_time" } => new("column", RunColumn.FinishedAt.Name, ""),
            _ => null,
        }).OfType<IndexedField>(),
        .. filter.Where(clause => clause is { Key.Kind: KeyKind.Metric, Comparator: not "!=" }).Select(clause => new IndexedField("metric", clause.Key.Name, LastValue)),
    ];

    private static string Milliseconds(string moment) => $"floor(extract(epoch from {moment}) * 1000)::float8";

    private static string DatasetField(string name, SqlParameters parameters) =>
        name == "context" ? $"(i.tag_values ->> {parameters.Add(MlflowTags.Context)})" : $"d.{name}";

    // What is no identifier is no run's.
    private static string OfIds(FilterClause clause, SqlParameters parameters)
    {
        Guid[] runs = [.. clause.Text.Select(text => Guid.TryParseExact(text, "N", out var run) && !text.Any(char.IsAsciiLetterUpper) ? run : (Guid?)null).OfType<Guid>()];
        var among = $"r.id = any({parameters.Add(runs)})";
        return clause.Comparator is "=" or "IN" ? among : $"not ({among})";
    }
}
