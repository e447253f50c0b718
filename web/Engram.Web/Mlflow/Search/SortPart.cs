namespace Engram.Web.Mlflow.Search;

/// <summary>Rows that follow one another in an order, so that one index can have them in this order.</summary>
/// <param name="Where">Which rows.</param>
/// <param name="Columns">What they are ordered by; the last column tells any two apart.</param>
internal sealed record SortPart(string Where, IReadOnlyList<SortColumn> Columns);
