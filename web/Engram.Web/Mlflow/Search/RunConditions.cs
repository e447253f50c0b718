using Engram.Tracking.Search;
using Engram.Web.Mlflow.Runs;

namespace Engram.Web.Mlflow.Search;

/// <summary>What filters and orders of runs look at, as SQL: <c>r</c> is the run, <c>p</c> its project, <c>m</c> its summary.</summary>
internal static class RunConditions
{
    private const string Id = "replace(r.id::text, '-', '')";

    /// <summary>One condition.</summary>
    public static string Of(FilterClause clause, SqlParameters parameters) => clause.Key switch
    {
        { Kind: KeyKind.Text, Name: "run_id" } when clause.Comparator is not ("LIKE" or "ILIKE") => OfIds(clause, parameters),
        { Kind: KeyKind.Dataset } => "exists (select from run_inputs i join datasets d on d.id = i.dataset_id where i.run_id = r.id and "
            + $"{FilterCondition.OfText(DatasetField(clause.Key.Name, parameters), clause, parameters)})",
        { IsNumber: true } => FilterCondition.OfNumber(Expression(clause.Key, parameters), clause, parameters),
        _ => FilterCondition.OfText(Expression(clause.Key, parameters), clause, parameters),
    };

    /// <summary>The value of a key; null where the run has none.</summary>
    public static string Expression(FilterKey key, SqlParameters parameters) => (key.Kind, key.Name) switch
    {
        (KeyKind.Metric, var name) => $"engram_number(m.summary -> {parameters.Add(name)} -> 'last')",
        (KeyKind.Parameter, var name) => $"(r.options ->> {parameters.Add(name)})",
        (KeyKind.Tag, MlflowTags.RunName) or (KeyKind.Text, "run_name") => "r.name",
        (KeyKind.Tag, MlflowTags.Note) => "nullif(r.notes, '')",
        (KeyKind.Tag, var name) => $"coalesce(r.tag_values ->> {parameters.Add(name)}, case when {parameters.Add(name)} = any(r.tags) then '' end)",
        (KeyKind.Text, "run_id") => Id,
        (KeyKind.Text, "status") => RunStatus.Sql("r.state"),
        (KeyKind.Text, "artifact_uri") => $"(coalesce(p.artifact_location, 'mlflow-artifacts:/' || p.number) || '/' || {Id} || '/artifacts')",
        (KeyKind.Text, "user_id") => "r.user_name",
        (KeyKind.Number, "start_time") => Milliseconds("coalesce(r.started_at, r.submitted_at)"),
        (KeyKind.Number, "end_time") => Milliseconds("r.finished_at"),
        _ => throw new ArgumentException($"Runs have no {key}.", nameof(key)),
    };

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
