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
    public static string Where(RunFilter filter, SqlParameters parameters) => Where(filter, oneOfSeveral: false, parameters);

    private static string Where(RunFilter filter, bool oneOfSeveral, SqlParameters parameters)
    {
        return filter switch
        {
            AndFilter and => and.Parts.Count == 0 ? "true" : $"({string.Join(" and ", and.Parts.Select(part => Where(part, oneOfSeveral, parameters)))})",
            OrFilter or => or.Parts.Count == 0 ? "false" : $"({string.Join(" or ", or.Parts.Select(part => Where(part, oneOfSeveral: true, parameters)))})",
            NotFilter not => $"({Where(not.Inner, oneOfSeveral: true, parameters)}) is not true",
            CompareFilter compare => OnRun(compare.Field, Compare(compare, parameters)),
            BetweenFilter between => OnRun(between.Field, Between(between, parameters)),
            InFilter list when list.Values.All(value => value is NumberValue { Number: double.NaN }) => "false", // nothing equals NaN
            InFilter list => OnRun(list.Field, In(list, parameters)),
            LikeFilter like => OnRun(like.Field, $"{FieldSql.Text(like.Field, parameters)} {(like.IgnoreCase ? "ilike" : "like")} {parameters.Add(like.Pattern)}"),
            RegexFilter regex => OnRun(regex.Field, $"{FieldSql.Text(regex.Field, parameters)} ~ {parameters.Add(regex.Pattern)}"),
            ExistsFilter exists => OnRun(exists.Field, FieldSql.Exists(exists.Field, parameters)),
            _ => throw new ArgumentException($"There is no condition for {filter.GetType().Name}.", nameof(filter)),
        };

        string OnRun(RunField field, string condition) => FieldSql.OnRun(field, condition, oneOfSeveral);
    }

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

    private static string Compare(CompareFilter compare, SqlParameters parameters) => compare.Value switch
    {
        NumberValue number => NumberSql.Compare(compare.Field, compare.Operator, number, parameters),
        TextValue text => TextSql.Compare(compare.Field, compare.Operator, text.Text, parameters),
        var value => $"{FieldSql.Text(compare.Field, parameters)} {Symbol(compare.Operator)} {parameters.Add(Plain(value))}",
    };

    private static string Between(BetweenFilter between, SqlParameters parameters) => (between.Low, between.High) switch
    {
        (NumberValue low, NumberValue high) => NumberSql.Between(between.Field, low, high, parameters),
        (TextValue low, TextValue high) => TextSql.Between(between.Field, low.Text, high.Text, parameters),
        var (low, high) => $"{FieldSql.Text(between.Field, parameters)} between {parameters.Add(Plain(low))} and {parameters.Add(Plain(high))}",
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
