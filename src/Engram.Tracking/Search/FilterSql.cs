namespace Engram.Tracking.Search;

/// <summary>A filter as a condition on the run's row <c>r</c>, with every value and every key a parameter.</summary>
/// <remarks>
/// PostgreSQL has three truth values and the language two. A comparison with a missing value is null, which <c>where</c>, <c>and</c> and
/// <c>or</c> treat as they do false; only <c>not</c> would see the difference, and asks <c>is not true</c> instead.
/// </remarks>
public static class FilterSql
{
    /// <summary>The condition; true, false or null, of which null means false.</summary>
    /// <param name="filter">What is asked.</param>
    /// <param name="parameters">Receives the values.</param>
    public static string Where(RunFilter filter, SqlParameters parameters) => filter switch
    {
        AndFilter and => and.Parts.Count == 0 ? "true" : $"({string.Join(" and ", and.Parts.Select(part => Where(part, parameters)))})",
        OrFilter or => or.Parts.Count == 0 ? "false" : $"({string.Join(" or ", or.Parts.Select(part => RunByRun(Where(part, parameters))))})",
        NotFilter not => $"({RunByRun(Where(not.Inner, parameters))}) is not true",
        CompareFilter { Value: NumberValue number } compare => NumberSql.Compare(compare.Field, compare.Operator, number, parameters),
        CompareFilter { Value: TextValue text } compare => TextSql.Compare(compare.Field, compare.Operator, text.Text, parameters),
        CompareFilter compare => $"{FieldSql.Text(compare.Field, parameters)} {Symbol(compare.Operator)} {parameters.Add(Plain(compare.Value))}",
        BetweenFilter { Low: NumberValue low, High: NumberValue high } between => NumberSql.Between(between.Field, low, high, parameters),
        BetweenFilter { Low: TextValue low, High: TextValue high } between => TextSql.Between(between.Field, low.Text, high.Text, parameters),
        BetweenFilter between => $"{FieldSql.Text(between.Field, parameters)} between {parameters.Add(Plain(between.Low))} and {parameters.Add(Plain(between.High))}",
        InFilter list => In(list, parameters),
        LikeFilter like => FieldSql.OnRun(like.Field, $"{FieldSql.Text(like.Field, parameters)} {(like.IgnoreCase ? "ilike" : "like")} {parameters.Add(like.Pattern)}"),
        RegexFilter regex => FieldSql.OnRun(regex.Field, $"{FieldSql.Text(regex.Field, parameters)} ~ {parameters.Add(regex.Pattern)}"),
        ExistsFilter exists => FieldSql.Exists(exists.Field, parameters),
        _ => throw new ArgumentException($"There is no condition for {filter.GetType().Name}.", nameof(filter)),
    };

    // All keys and values are parameters: nothing but the link to the summary reads so.
    private static string RunByRun(string condition) => condition.Replace(FieldSql.Summary, FieldSql.SummaryOfOne, StringComparison.Ordinal);

    /// <summary>An operator as SQL writes it.</summary>
    internal static string Symbol(FilterOperator comparison) => comparison switch
    {
        FilterOperator.Equal => "=",
        FilterOperator.NotEqual => "<>",
        FilterOperator.Less => "<",
        FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">",
        _ => ">=",
    };

    // Values of a JSON field may be of two kinds.
    private static string In(InFilter list, SqlParameters parameters)
    {
        List<string> parts = [];
        NumberValue[] numbers = [.. list.Values.OfType<NumberValue>()];
        string[] texts = [.. list.Values.OfType<TextValue>().Select(value => value.Text)];
        DateTimeOffset[] times = [.. list.Values.OfType<TimeValue>().Select(value => value.Time)];
        Guid[] ids = [.. list.Values.OfType<IdentifierValue>().Select(value => value.Id)];
        if (numbers.Length > 0) parts.Add(NumberSql.In(list.Field, numbers, parameters));
        if (texts.Length > 0) parts.Add(TextSql.In(list.Field, texts, parameters));
        if (times.Length > 0) parts.Add($"{FieldSql.Text(list.Field, parameters)} = any({parameters.Add(times)})");
        if (ids.Length > 0) parts.Add($"{FieldSql.Text(list.Field, parameters)} = any({parameters.Add(ids)})");
        return parts is [var only] ? only : $"({string.Join(" or ", parts)})";
    }

    private static object Plain(FilterValue value) => value switch
    {
        TimeValue time => time.Time,
        IdentifierValue id => id.Id,
        _ => throw new ArgumentException($"{value.GetType().Name} is compared elsewhere.", nameof(value)),
    };
}
