namespace Engram.Tracking.Search;

/// <summary>A field that can have an index of its own.</summary>
/// <param name="Kind"><c>option</c>, <c>metric</c> or <c>column</c>.</param>
/// <param name="Key">Its key; of a column, its name.</param>
/// <param name="Aggregate">With a metric its <see cref="MetricField.AggregateName"/>; with an option <c>text</c> for the order of its texts that are no numbers, <see cref="AllAsText"/>, or empty for its numbers; else empty.</param>
public sealed record IndexedField(string Kind, string Key, string Aggregate)
{
    /// <summary>With an option: the order of all its values as text, numbers too.</summary>
    public const string AllAsText = "all as text";

    private const string TextOrder = "text";

    /// <summary>The fields of a query that an index of their own would serve: what it is ordered by, and numbers it compares. What options equal, one index knows for all.</summary>
    public static IEnumerable<IndexedField> Of(RunQuery query) => [.. OfOrder(query.Order.Field), .. OfFilter(query.Filter)];

    /// <summary>The statement that makes its index, in the form in which <see cref="FieldSql"/> and the order ask for it.</summary>
    /// <param name="name">Of the index; one of ours.</param>
    /// <remarks>Has one value, the key or the key and the aggregate, and answers the statement: definitions take no parameters, so that the database does the quoting.</remarks>
    internal string DefinitionSql(string name)
    {
        // Not partial, though many runs have no such value: the planner knows how values are spread from whole indexes only.
        const string option = "engram_number(options -> %1$L::text)";
        const string text = "(options ->> %1$L::text)";
        const string metric = "engram_number(summary -> %1$L::text -> %2$L::text)";
        var definition = (Kind, Aggregate) switch
        {
            ("metric", _) => $"on run_summaries (project_id, {metric}, run_id)",
            ("column", _) => $"on runs (project_id, ({Column(RunColumn.Find(Key)!)}), id)",
            (_, AllAsText) => $"on runs (project_id, ({SortPhase.TextKey(text)}), id)",
            (_, TextOrder) => $"on runs (project_id, ({SortPhase.TextKey(option, text)}), id)",
            _ => $"on runs (project_id, {option}, id)",
        };
        return $"select format('create index concurrently {name} {definition.Replace("'", "''", StringComparison.Ordinal)}', $1, $2)";
    }

    /// <summary>The table that its index is on.</summary>
    internal string Table => Kind == "metric" ? "run_summaries" : "runs";

    private static IEnumerable<IndexedField> OfOrder(RunField field) => field switch
    {
        OptionField option => [new("option", option.Key, ""), new("option", option.Key, TextOrder)],
        MetricField metric => [Number(metric)],
        // Those of other tables cannot have one; those by identifier and by time of submission are there.
        ColumnField { Column: { Parent: null } column } when column != RunColumn.Id && column != RunColumn.SubmittedAt => [new("column", column.Name, "")],
        _ => [],
    };

    private static string Column(RunColumn column)
    {
        var value = column.Sql.Replace("r.", "", StringComparison.Ordinal);
        return column.Type == FieldType.Text ? SortPhase.TextKey(value) : value;
    }

    private static IEnumerable<IndexedField> OfFilter(RunFilter filter) => filter switch
    {
        AndFilter and => and.Parts.SelectMany(OfFilter),
        OrFilter or => or.Parts.SelectMany(OfFilter),
        CompareFilter { Operator: FilterOperator.Equal } equal when EqualitySql.Serves(equal.Field, [equal.Value]) => [],
        InFilter list when EqualitySql.Serves(list.Field, list.Values) => [],
        CompareFilter { Field: OptionField or MetricField, Value: NumberValue, Operator: not FilterOperator.NotEqual } compare => [Number(compare.Field)],
        BetweenFilter { Field: OptionField or MetricField, Low: NumberValue } between => [Number(between.Field)],
        InFilter { Field: OptionField or MetricField } list when list.Values.Any(value => value is NumberValue) => [Number(list.Field)],
        _ => [],
    };

    private static IndexedField Number(RunField field) => field is MetricField metric ? new("metric", metric.Key, metric.AggregateName) : new("option", ((OptionField)field).Key, "");
}
