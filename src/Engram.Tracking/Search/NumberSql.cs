namespace Engram.Tracking.Search;

/// <summary>Comparisons of numbers, as conditions on the row that the field belongs to. To PostgreSQL NaN equals itself and is the largest number; here it makes every comparison false.</summary>
internal static class NumberSql
{
    /// <summary>What every number is less than.</summary>
    public const string Nan = "'NaN'::float8";

    public static string Compare(RunField field, FilterOperator comparison, NumberValue value, SqlParameters parameters) =>
        comparison == FilterOperator.Equal && EqualitySql.Serves(field, [value])
            ? EqualitySql.Any(field, [value], Condition(field, comparison, value, parameters), parameters)
            : Condition(field, comparison, value, parameters);

    public static string Between(RunField field, NumberValue low, NumberValue high, SqlParameters parameters) =>
        $"({Condition(field, FilterOperator.GreaterOrEqual, low, parameters)} and {Condition(field, FilterOperator.LessOrEqual, high, parameters)})";

    public static string In(RunField field, IReadOnlyList<NumberValue> values, SqlParameters parameters)
    {
        NumberValue[] numbers = [.. values.Where(value => !double.IsNaN(value.Number))];
        if (numbers.Length == 0) return "false";
        object list = field.Type == FieldType.Whole ? numbers.Where(value => value.Whole is not null).Select(value => value.Whole!.Value).ToArray()
            : numbers.Select(value => value.Number).ToArray();
        var exact = $"{FieldSql.Number(field, parameters)} = any({parameters.Add(list)})";
        return EqualitySql.Serves(field, numbers) ? EqualitySql.Any(field, numbers, exact, parameters) : exact;
    }

    private static string Condition(RunField field, FilterOperator comparison, NumberValue value, SqlParameters parameters)
    {
        if (double.IsNaN(value.Number)) return "false";
        var symbol = FilterSql.Symbol(comparison);
        if (field.Type == FieldType.Whole)
        {
            return value.Whole is { } whole ? $"{FieldSql.Number(field, parameters)} {symbol} {parameters.Add(whole)}"
                : $"{FieldSql.Number(field, parameters)}::float8 {symbol} {parameters.Add(value.Number)}";
        }
        var number = FieldSql.Number(field, parameters);
        var compared = $"{number} {symbol} {parameters.Add(value.Number)}";
        return comparison switch
        {
            // Written as ends of a range, which an index can look up.
            FilterOperator.Greater or FilterOperator.GreaterOrEqual => $"({compared} and {number} < {Nan})",
            FilterOperator.NotEqual => $"({compared} and {number} <> {Nan})",
            _ => compared,
        };
    }
}
