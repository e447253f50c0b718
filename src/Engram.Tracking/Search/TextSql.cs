using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Tracking.Search;

/// <summary>Comparisons of texts, which are ordered by code point whatever the database's language is.</summary>
internal static class TextSql
{
    // More than this in one list, and looking each of them up is dearer than reading all rows.
    private const int MostLookedUp = 20;

    public static string Compare(RunField field, FilterOperator comparison, string value, SqlParameters parameters)
    {
        if (comparison == FilterOperator.Equal && IsStoredAsText(field, value)) return Contains((OptionField)field, value, parameters);
        var order = comparison is FilterOperator.Equal or FilterOperator.NotEqual ? "" : " collate \"C\"";
        return FieldSql.OnRun(field, $"{FieldSql.Text(field, parameters)}{order} {FilterSql.Symbol(comparison)} {parameters.Add(value)}");
    }

    public static string Between(RunField field, string low, string high, SqlParameters parameters) =>
        FieldSql.OnRun(field, $"{FieldSql.Text(field, parameters)} collate \"C\" between {parameters.Add(low)} and {parameters.Add(high)}");

    public static string In(RunField field, string[] values, SqlParameters parameters) =>
        values.Length <= MostLookedUp && values.All(value => IsStoredAsText(field, value))
            ? $"({string.Join(" or ", values.Select(value => Contains((OptionField)field, value, parameters)))})"
            : FieldSql.OnRun(field, $"{FieldSql.Text(field, parameters)} = any({parameters.Add(values)})");

    // The same question as ->> =, in the form that the index on options answers.
    private static string Contains(OptionField option, string value, SqlParameters parameters) =>
        $"r.options @> {parameters.Add(new JsonObject { [option.Key] = value }.ToJsonString())}::jsonb";

    // '64' may be the text of a number, 'true' of a truth value: only what is neither has one form in JSON.
    private static bool IsStoredAsText(RunField field, string value)
    {
        if (field is not OptionField || value.Length == 0) return false;
        try
        {
            using var json = JsonDocument.Parse(value);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
