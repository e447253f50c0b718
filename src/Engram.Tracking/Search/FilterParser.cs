namespace Engram.Tracking.Search;

/// <summary>Reads the filter language: <c>options.eta &lt; 0.01 and not tags.draft exists</c>.</summary>
/// <remarks>
/// <code>
/// filter    = all { "or" all }
/// all       = one { "and" one }
/// one       = "not" one | "(" filter ")" | field question
/// question  = ( "=" | "!=" | "&lt;" | "&lt;=" | ">" | ">=" ) value
///           | [ "not" ] ( "in" "(" value { "," value } ")" | "like" text | "ilike" text | "~" text | "between" value "and" value | "exists" )
/// </code>
/// Recursive descent: it goes as deep as brackets and <c>not</c>s do, which is why these are counted.
/// </remarks>
public sealed class FilterParser
{
    /// <summary>A filter is not longer than this.</summary>
    public const int LongestText = 10_000;

    private const int MostLevels = 50;
    private const int MostQuestions = 200;
    private const int MostValues = 1_000;
    private const int LongestRegex = 200;

    private static readonly string[] Words = ["in", "like", "ilike", "between", "exists", "not"];
    private readonly FilterReader _reader;
    private int _level;
    private int _questions;

    private FilterParser(string text) => _reader = new(FilterTokens.Of(text));

    /// <summary>The question that a text asks; an empty one asks nothing, and every run is an answer.</summary>
    /// <exception cref="FilterException">It cannot be understood; says where and what was expected.</exception>
    public static RunFilter Parse(string text)
    {
        if (text.Length > LongestText) throw new FilterException(LongestText + 1, $"The filter has {text.Length} characters; {LongestText} are allowed.");
        var parser = new FilterParser(text);
        if (parser._reader.Next.Kind == TokenKind.End) return new AndFilter([]);
        var filter = parser.Any();
        return parser._reader.Next.Kind == TokenKind.End ? filter : throw parser._reader.Unexpected("'and', 'or' or the end", ["and", "or"]);
    }

    private RunFilter Any()
    {
        List<RunFilter> parts = [All()];
        while (_reader.Takes("or")) parts.Add(All());
        return parts is [var only] ? only : new OrFilter(parts);
    }

    private RunFilter All()
    {
        List<RunFilter> parts = [One()];
        while (_reader.Takes("and")) parts.Add(One());
        return parts is [var only] ? only : new AndFilter(parts);
    }

    private RunFilter One()
    {
        var first = _reader.Next;
        if (first.Is("not") && !_reader.After.IsMark('.')) return Deeper(() => new NotFilter(One()));
        if (!first.IsMark('(')) return Question(FieldParser.Read(_reader));
        return Deeper(() =>
        {
            var inner = Any();
            _reader.Want(')', $"for the '(' at column {first.Column}");
            return inner;
        });
    }

    // Takes the bracket or the "not" that leads down.
    private RunFilter Deeper(Func<RunFilter> inner)
    {
        if (++_level > MostLevels) throw new FilterException(_reader.Next.Column, $"Brackets and 'not' go deeper than {MostLevels} levels; write it flatter.");
        _reader.Take();
        var filter = inner();
        _level--;
        return filter;
    }

    private RunFilter Question(RunField field)
    {
        if (++_questions > MostQuestions) throw new FilterException(_reader.Next.Column, $"The filter asks more than {MostQuestions} questions; use 'in' for many values.");
        if (_reader.Takes("not")) return new NotFilter(Worded(field) ?? throw _reader.Unexpected("in, like, ilike, ~, between or exists", Words));
        if (Worded(field) is { } worded) return worded;
        if (_reader.Next is not { Kind: TokenKind.Operator, Text: var symbol }) throw _reader.Unexpected($"a question about {field} (= != < <= > >= ~ in like ilike between exists)", Words);
        var comparison = Operator(symbol);
        if (field.Type == FieldType.Identifier && comparison is not (FilterOperator.Equal or FilterOperator.NotEqual))
            throw _reader.Unexpected($"= or != (identifiers have no order, and {field} is one)");
        _reader.Take();
        return new CompareFilter(field, comparison, ValueParser.Read(_reader, field));
    }

    private RunFilter? Worded(RunField field)
    {
        var word = _reader.Next;
        if (_reader.Takes("exists")) return new ExistsFilter(field);
        if (_reader.Takes("in")) return In(field);
        if (_reader.Takes("between")) return Between(field, word);
        if (word.Is("like") || word.Is("ilike") || word is { Kind: TokenKind.Operator, Text: "~" })
        {
            if (field.Type is not (FieldType.Text or FieldType.Json)) throw _reader.Unexpected($"a comparison ('{word.Text}' is for texts, and {field} is none)");
            _reader.Take();
            var pattern = ValueParser.Text(_reader, field);
            if (word.Text != "~" && EndsInEscape(pattern.Text)) throw new FilterException(pattern.End - 2, @"The last \ takes nothing as it stands; write \\ for one of its own.");
            if (word.Text != "~") return new LikeFilter(field, pattern.Text, word.Is("ilike"));
            return pattern.Text.Length <= LongestRegex ? new RegexFilter(field, pattern.Text)
                : throw new FilterException(pattern.Column, $"The regular expression has {pattern.Text.Length} characters; {LongestRegex} are allowed.");
        }
        return null;
    }

    private InFilter In(RunField field)
    {
        _reader.Want('(', "before the values");
        List<FilterValue> values = [];
        do
        {
            if (values.Count == MostValues) throw new FilterException(_reader.Next.Column, $"More than {MostValues} values stand in one list.");
            values.Add(ValueParser.Read(_reader, field));
        }
        while (_reader.Takes(','));
        _reader.Want(')', "behind the values, or ','");
        return new(field, values);
    }

    private BetweenFilter Between(RunField field, FilterToken word)
    {
        if (field.Type == FieldType.Identifier) throw new FilterException(word.Column, $"Identifiers have no order, and {field} is one; use = or in.");
        var low = ValueParser.Read(_reader, field);
        if (!_reader.Takes("and")) throw _reader.Unexpected("'and' and the upper end");
        var column = _reader.Next.Column;
        var high = ValueParser.Read(_reader, field);
        return low.GetType() == high.GetType() ? new(field, low, high) : throw new FilterException(column, "The ends are of two kinds, a number and a text; give two of one kind.");
    }

    private static bool EndsInEscape(string pattern) => (pattern.Length - pattern.AsSpan().TrimEnd('\\').Length) % 2 == 1;

    private static FilterOperator Operator(string symbol) => symbol switch
    {
        "=" => FilterOperator.Equal,
        "!=" => FilterOperator.NotEqual,
        "<" => FilterOperator.Less,
        "<=" => FilterOperator.LessOrEqual,
        ">" => FilterOperator.Greater,
        _ => FilterOperator.GreaterOrEqual,
    };
}
