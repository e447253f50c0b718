namespace Engram.Tracking.Search;

/// <summary>Comparisons of texts, as conditions on the row that the field belongs to; texts are ordered by code point whatever the database's language is.</summary>
internal static class TextSql
{
    public static string Compare(RunField field, FilterOperator comparison, string value, SqlParameters parameters)
    {
        if (comparison == FilterOperator.Equal && EqualitySql.Serves(field, [new TextValue(value)])) return In(field, [value], parameters);
        var order = comparison is FilterOperator.Equal or FilterOperator.NotEqual ? "" : " collate \"C\"";
        return $"{FieldSql.Text(field, parameters)}{order} {FilterSql.Symbol(comparison)} {parameters.Add(value)}";
    }

    public static string Between(RunField field, string low, string high, SqlParameters parameters) =>
        $"{FieldSql.Text(field, parameters)} collate \"C\" between {parameters.Add(low)} and {parameters.Add(high)}";

    public static string In(RunField field, string[] values, SqlParameters parameters)
    {
        var exact = $"{FieldSql.Text(field, parameters)} = any({parameters.Add(values)})";
        TextValue[] looked = Array.ConvertAll(values, value => new TextValue(value));
        return EqualitySql.Serves(field, looked) ? EqualitySql.Any(field, looked, exact, parameters) : exact;
    }
}
