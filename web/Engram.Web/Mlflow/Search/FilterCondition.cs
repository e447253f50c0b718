using Engram.Tracking.Search;

namespace Engram.Web.Mlflow.Search;

/// <summary>Conditions and orders as SQL, every value and key a parameter.</summary>
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

    /// <summary>Keys of an order: numbers, then NaN, then what is missing, whichever way.</summary>
    /// <param name="order">The order.</param>
    /// <param name="columns">A column of the query for each.</param>
    public static IEnumerable<string> Order(IReadOnlyList<OrderClause> order, IReadOnlyList<string> columns) => order.Zip(columns, (clause, column) => clause.Key.IsNumber
        ? $"case when {column} is null then 2 when {column} = 'NaN' then 1 else 0 end, {column}{Way(clause)}"
        : $"{column} is null, {column} collate \"C\"{Way(clause)}");

    private static string Way(OrderClause clause) => clause.IsDescending ? " desc" : "";
}
