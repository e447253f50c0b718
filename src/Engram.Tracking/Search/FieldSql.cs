namespace Engram.Tracking.Search;

/// <summary>A field as expressions: of the run's row <c>r</c>; for a metric, of its summary's row <c>s</c>; for a project's, study's or condition's name, of that row <c>x</c>.</summary>
/// <remarks>
/// Keys are parameters. A statement that is not prepared is planned with their values, so that these expressions are the same to the
/// planner as those of the indexes that are made in the background.
/// </remarks>
public static class FieldSql
{
    /// <summary>The field as a number (<c>float8</c>; <c>bigint</c> for <see cref="FieldType.Whole"/>); null where it is none. NaN is one.</summary>
    public static string Number(RunField field, SqlParameters parameters) => field switch
    {
        ColumnField { Column: var column } => column.Sql,
        OptionField option => $"engram_number(r.options -> {parameters.Add(option.Key)})",
        TagField tag => $"engram_number(r.tag_values -> {parameters.Add(tag.Key)})",
        MetricField metric => $"engram_number(s.summary -> {parameters.Add(metric.Key)} -> {parameters.Add(metric.AggregateName)})",
        _ => throw Unknown(field),
    };

    /// <summary>The field as text; null where it has no value.</summary>
    public static string Text(RunField field, SqlParameters parameters) => field switch
    {
        ColumnField { Column: var column } => column.Sql,
        OptionField option => $"(r.options ->> {parameters.Add(option.Key)})",
        TagField tag => $"(r.tag_values ->> {parameters.Add(tag.Key)})",
        MetricField metric => $"(s.summary -> {parameters.Add(metric.Key)} ->> {parameters.Add(metric.AggregateName)})",
        _ => throw Unknown(field),
    };

    /// <summary>Whether the field has a value, as a condition on the row that it belongs to; never null.</summary>
    public static string Exists(RunField field, SqlParameters parameters) => field switch
    {
        TagField tag => EqualitySql.Exists(tag, $"{Text(tag, parameters)} is not null or r.tags @> array[{parameters.Add(tag.Key)}]", parameters),
        _ => $"{Text(field, parameters)} is not null",
    };

    /// <summary>A condition on the row that a field belongs to, as one on the run.</summary>
    /// <param name="field">The field.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="oneOfSeveral">Whether it is one of several ways to be found, or one not to be: part of an <c>or</c> or of a <c>not</c>.</param>
    public static string OnRun(RunField field, string condition, bool oneOfSeveral) => field switch
    {
        MetricField => $"exists (select from run_summaries s where {(oneOfSeveral ? SummaryOfOne : Summary)} and {condition})",
        ColumnField { Column.Parent: { } parent } => parent.Replace("{0}", condition, StringComparison.Ordinal),
        _ => condition,
    };

    /// <summary>What makes <c>s</c> the summary of <c>r</c>.</summary>
    /// <remarks>The summary's project is the run's: naming it lets an index that begins with the project be used from either side.</remarks>
    internal const string Summary = "s.run_id = r.id and s.project_id = r.project_id";

    // The same for one of several ways. There, PostgreSQL would look for the runs of the whole record that fulfil it, to have them at hand for every
    // run, though a page soon has its fifty: 330 ms at a million runs against 3. It can do so only where the rows are equal in a column, and not where
    // one is any of an array.
    private const string SummaryOfOne = "s.run_id = any(array[r.id]) and s.project_id = r.project_id";

    private static ArgumentException Unknown(RunField field) => new($"There are no expressions for {field.GetType().Name}.", nameof(field));
}
