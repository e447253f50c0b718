using System.Globalization;
using Engram.Tracking.Search;
using Npgsql;

namespace Engram.Web.Mlflow.Search;

/// <summary>Rows that fit some conditions, in an order, a page at a time.</summary>
/// <param name="Id">The expression of a row's identifier.</param>
/// <param name="From">The tables.</param>
/// <param name="Conditions">What must hold.</param>
/// <param name="Order">The order.</param>
internal sealed record PagedQuery(string Id, string From, IReadOnlyList<string> Conditions, SortOrder Order)
{
    /// <summary>The statement of the rows of one part of the order.</summary>
    /// <param name="part">The part.</param>
    /// <param name="after">Only rows behind one with these values.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="parameters">Receives the values.</param>
    public string Sql(int part, IReadOnlyList<object>? after, int most, SqlParameters parameters)
    {
        var columns = Order.Parts[part].Columns;
        List<string> conditions = [.. Conditions, Order.Parts[part].Where];
        if (after is not null) conditions.Add(Behind(columns, after, parameters));
        return string.Create(CultureInfo.InvariantCulture, $"""
            select {string.Join(", ", [Id, .. columns.Select(column => column.Sql)])} from {From}{Order.From}
            where {string.Join(" and ", conditions)}
            order by {string.Join(", ", columns.Select(column => column.Sql + (column.IsDescending ? " desc" : "")))} limit {most}
            """);
    }

    /// <summary>A row that <see cref="Sql"/> found.</summary>
    public (Guid Id, PageToken Place) Read(int part, NpgsqlDataReader row) =>
        (row.GetGuid(0), new(part, [.. Order.Parts[part].Columns.Select((column, i) => Value(row, i + 1, column.Type))]));

    // Rows are compared column by column, for which SQL has no sign when the directions differ. The first comparison stands alone as well, so that an index is entered there.
    private static string Behind(IReadOnlyList<SortColumn> columns, IReadOnlyList<object> after, SqlParameters parameters)
    {
        var (behind, value) = ("false", "");
        for (var i = columns.Count - 1; i >= 0; i--)
        {
            value = parameters.Add(after[i]);
            behind = $"({columns[i].Sql} {Sign(columns[i])} {value} or ({columns[i].Sql} = {value} and {behind}))";
        }
        return $"{columns[0].Sql} {Sign(columns[0])}= {value} and {behind}";
    }

    private static string Sign(SortColumn column) => column.IsDescending ? "<" : ">";

    private static object Value(NpgsqlDataReader row, int column, SortType type) => type switch
    {
        SortType.Number => row.GetDouble(column),
        SortType.Whole => row.GetInt64(column),
        SortType.Moment => row.GetFieldValue<DateTimeOffset>(column),
        SortType.Identifier => row.GetGuid(column),
        _ => row.GetString(column),
    };
}
