using System.Globalization;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

/// <summary>A filter in words again: the reader's counterpart, written apart from it.</summary>
internal static class FilterText
{
    public static string Of(RunFilter filter) => filter switch
    {
        AndFilter { Parts: [] } => "",
        AndFilter and => string.Join(" and ", and.Parts.Select(Bracketed)),
        OrFilter or => string.Join(" OR ", or.Parts.Select(Bracketed)),
        NotFilter not => $"not {Bracketed(not.Inner)}",
        CompareFilter compare => $"{compare.Field} {Symbol(compare.Operator)} {Of(compare.Value)}",
        InFilter list => $"{list.Field} in ({string.Join(", ", list.Values.Select(Of))})",
        BetweenFilter between => $"{between.Field} between {Of(between.Low)} and {Of(between.High)}",
        LikeFilter like => $"{like.Field} {(like.IgnoreCase ? "ILIKE" : "like")} {Quoted(like.Pattern)}",
        RegexFilter regex => $"{regex.Field} ~ {Quoted(regex.Pattern)}",
        ExistsFilter exists => $"{exists.Field} exists",
        _ => throw new ArgumentException($"No words for {filter}.", nameof(filter)),
    };

    private static string Bracketed(RunFilter filter) => filter is AndFilter or OrFilter or NotFilter ? $"({Of(filter)})" : Of(filter);

    private static string Of(FilterValue value) => value switch
    {
        TextValue text => Quoted(text.Text),
        NumberValue { Whole: { } whole } => whole.ToString(CultureInfo.InvariantCulture),
        NumberValue number => number.Number.ToString("R", CultureInfo.InvariantCulture),
        TimeValue time => Quoted(time.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)),
        IdentifierValue id => Quoted(id.Id.ToString("N")),
        _ => throw new ArgumentException($"No words for {value}.", nameof(value)),
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Symbol(FilterOperator comparison) => comparison switch
    {
        FilterOperator.Equal => "=",
        FilterOperator.NotEqual => "!=",
        FilterOperator.Less => "<",
        FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">",
        _ => ">=",
    };
}
