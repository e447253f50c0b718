namespace Engram.Web.Mlflow.Search;

/// <summary>What kind of values a column of an order has.</summary>
internal enum SortType
{
    /// <summary>A double that is a number, ±∞ among them.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>Text, ordered by code point.</summary>
    Text,

    /// <summary>A moment, to the microsecond.</summary>
    Moment,

    /// <summary>An identifier.</summary>
    Identifier,
}

/// <summary>A column that rows are ordered by; it is never null within the part of the order that it stands in.</summary>
/// <param name="Sql">The expression.</param>
/// <param name="Type">What it is.</param>
/// <param name="IsDescending">Greatest first.</param>
internal sealed record SortColumn(string Sql, SortType Type, bool IsDescending = false);

/// <summary>A key of an order as SQL.</summary>
/// <param name="Sql">The expression; null where a row has no value.</param>
/// <param name="Type">What it is; of a number, NaN may be among them.</param>
/// <param name="IsDescending">Greatest first; NaN and what is missing come last either way.</param>
/// <param name="CanBeMissing">Whether there are rows without a value.</param>
/// <param name="Row">What holds wherever there is a value: that an outer join found a row. Without it the planner does not see that the join is an inner one.</param>
internal sealed record SortKey(string Sql, SortType Type, bool IsDescending, bool CanBeMissing = true, string Row = "true");
