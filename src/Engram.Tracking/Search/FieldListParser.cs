namespace Engram.Tracking.Search;

/// <summary>Reads a list of fields: <c>options.eta, metrics.loss.min</c>.</summary>
public static class FieldListParser
{
    /// <summary>How many fields a list may have.</summary>
    public const int Most = 100;

    /// <summary>The options, metrics and tags that a text names, each once, in its order.</summary>
    /// <exception cref="FilterException">It cannot be understood; says where and what was expected.</exception>
    public static IReadOnlyList<RunField> Parse(string text)
    {
        if (text.Length > FilterParser.LongestText) throw new FilterException(FilterParser.LongestText + 1, $"The list has {text.Length} characters; {FilterParser.LongestText} are allowed.");
        var reader = new FilterReader(FilterTokens.Of(text));
        List<RunField> fields = [];
        do
        {
            var column = reader.Next.Column;
            var field = FieldParser.Read(reader);
            if (field is ColumnField) throw new FilterException(column, $"'{field}' is in every answer; the list is for options, metrics and tags.");
            if (fields.Count == Most) throw new FilterException(column, $"The list has more than {Most} fields.");
            if (!fields.Contains(field)) fields.Add(field);
        }
        while (reader.Takes(','));
        return reader.Next.Kind == TokenKind.End ? fields : throw reader.Unexpected("',' or the end");
    }
}
