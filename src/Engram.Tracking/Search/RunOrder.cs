namespace Engram.Tracking.Search;

/// <summary>How runs are ordered: by one field, and where that is equal by identifier in the same direction.</summary>
/// <param name="Field">The field. Runs that have no value there, or NaN, come last in both directions.</param>
/// <param name="Descending">Largest first.</param>
public sealed record RunOrder(RunField Field, bool Descending)
{
    /// <summary>Newest first.</summary>
    public static RunOrder Newest { get; } = new(new ColumnField(RunColumn.SubmittedAt), Descending: true);

    /// <summary>Reads <c>metrics.loss.min desc</c>, <c>options.eta</c>, <c>name asc</c>.</summary>
    /// <exception cref="FilterException">It cannot be understood; says where and what was expected.</exception>
    public static RunOrder Parse(string text)
    {
        if (text.Length > FilterParser.LongestText) throw new FilterException(FilterParser.LongestText + 1, $"The order has {text.Length} characters; {FilterParser.LongestText} are allowed.");
        var reader = new FilterReader(FilterTokens.Of(text));
        var field = FieldParser.Read(reader);
        var descending = reader.Takes("desc");
        if (!descending) reader.Takes("asc");
        return reader.Next.Kind == TokenKind.End ? new(field, descending) : throw reader.Unexpected("asc, desc or the end", ["asc", "desc"]);
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => Descending ? $"{Field} desc" : $"{Field}";
}
