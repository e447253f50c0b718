using Engram.Tracking.Search;

namespace Engram.Web.Mlflow.Search;

/// <summary>Conditions as SQL, every value and key a parameter.</summary>
internal static class FilterCondition
{
    /// <summary>A comparison of text.</summary>
    public static string OfText(string expression, FilterClause clause, SqlParameters parameters) => clause.Comparator switch
    {
        "IN" => $"{expression} = any({parameters.Add(clause.Text.ToArray())})",
        "NOT IN" => $"not ({expression} = any({parameters.Add(clause.Text.ToArray())}))",
        // Nothing takes the meaning from a wildcard.
        "LIKE" or "ILIKE" => $"{expression} {clause.Comparator} {parameters.Add(clause.Text[0])} escape ''",
        var comparator => $"{expression} {comparator} {parameters.Add(clause.Text[0])}",
    };

    /// <summary>A comparison of numbers, false for NaN: PostgreSQL holds it for the greatest of all, so that only being greater or different need a second look.</summary>
    public static string OfNumber(string expression, FilterClause clause, SqlParameters parameters)
    {
        var comparison = $"{expression} {clause.Comparator} {parameters.Add(clause.Number)}";
        return clause.Comparator is "<" or "<=" or "=" ? comparison : $"({comparison} and {expression} <> 'NaN')";
    }
}
