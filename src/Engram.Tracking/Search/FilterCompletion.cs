namespace Engram.Tracking.Search;

/// <summary>What may be written at a place in a filter.</summary>
public enum CompletionKind
{
    /// <summary>The name of a field, or <c>not</c>.</summary>
    Field,

    /// <summary>A key of an option.</summary>
    Option,

    /// <summary>A key of a metric.</summary>
    Metric,

    /// <summary>A key of a tag.</summary>
    Tag,

    /// <summary>A question about a field.</summary>
    Question,

    /// <summary>A value of a field.</summary>
    Value,

    /// <summary><c>and</c>, <c>or</c>.</summary>
    Connective,
}

/// <summary>What is being written at a place in a filter.</summary>
/// <param name="Kind">What belongs there.</param>
/// <param name="From">Where what is being written begins: what is chosen replaces it from there to the place.</param>
/// <param name="Begun">What is there of it, without quotes.</param>
/// <param name="Field">The field in question, for a question or a value.</param>
public sealed record FilterCompletion(CompletionKind Kind, int From, string Begun, RunField? Field)
{
    private static readonly string[] Asking = ["in", "like", "ilike", "between"];

    /// <summary>What is being written at the end of a text that is the filter up to there.</summary>
    /// <param name="text">The filter up to the caret; need not be a whole one.</param>
    /// <returns>Null where nothing can be said.</returns>
    public static FilterCompletion? Of(string text)
    {
        if (text.Length > FilterParser.LongestText) return null;
        var (tokens, open) = Cut(text);
        // A word that the caret touches is still being written.
        var begun = open ?? (tokens is [.., { Kind: TokenKind.Word or TokenKind.Number } last] && last.End == text.Length + 1 ? last : null);
        if (begun is not null && open is null) tokens.RemoveAt(tokens.Count - 1);
        var (from, word) = begun is { } part ? (part.Column - 1, part.Text) : (text.Length, "");
        if (tokens is [.., { } dot] && dot.IsMark('.')) return InGroup(tokens, word);
        if (IsFieldWanted(tokens)) return new(CompletionKind.Field, from, word, null);
        var (field, behind) = LastField(tokens);
        if (field is null) return null;
        if (behind.Count == 0 || behind is [{ } not] && not.Is("not")) return new(CompletionKind.Question, from, word, field);
        var isValue = behind[^1] is { Kind: TokenKind.Operator } || behind[^1].IsMark('(') || behind[^1].IsMark(',') || Asking.Any(behind[^1].Is)
            || (behind[^1].Is("and") && behind.Any(token => token.Is("between")));
        return isValue ? new(CompletionKind.Value, from, word, field) : new(CompletionKind.Connective, from, word, null);
    }

    private static FilterCompletion? InGroup(List<FilterToken> tokens, string word)
    {
        var start = tokens.Count - 1;
        while (start > 0 && (tokens[start].IsMark('.') || (tokens[start - 1].IsMark('.') && tokens[start].Kind is TokenKind.Word or TokenKind.Text))) start--;
        CompletionKind? kind = tokens[start] switch
        {
            var group when group.Is("options") => CompletionKind.Option,
            var group when group.Is("metrics") => CompletionKind.Metric,
            var group when group.Is("tags") => CompletionKind.Tag,
            _ => null,
        };
        var key = string.Join('.', tokens.Skip(start + 1).Where(token => !token.IsMark('.')).Select(token => token.Text).Append(word));
        return kind is { } found ? new(found, tokens[start].Column - 1, key, null) : null;
    }

    // Whether a question begins here.
    private static bool IsFieldWanted(List<FilterToken> tokens)
    {
        if (tokens.Count == 0 || tokens[^1].Is("or")) return true;
        if (tokens[^1].Is("not")) return tokens.Count == 1 || IsFieldWanted(tokens[..^1]);
        if (tokens[^1].IsMark('(')) return tokens.Count == 1 || !tokens[^2].Is("in");
        return tokens[^1].Is("and") && !(LastField(tokens).Behind is var behind && behind.Any(token => token.Is("between")) && behind.Count(token => token.Is("and")) == 1);
    }

    // The last field there is, and what stands behind it.
    private static (RunField? Field, List<FilterToken> Behind) LastField(List<FilterToken> tokens)
    {
        for (var start = tokens.Count - 1; start >= 0; start--)
        {
            if (tokens[start].Kind != TokenKind.Word || (start > 0 && tokens[start - 1].IsMark('.')) || !FieldParser.Names.Contains(tokens[start].Text, StringComparer.OrdinalIgnoreCase)) continue;
            var reader = new FilterReader([.. tokens[start..], new(TokenKind.End, "", int.MaxValue, int.MaxValue)]);
            try
            {
                return (FieldParser.Read(reader), reader.Rest());
            }
            catch (FilterException)
            {
                return (null, []);
            }
        }
        return (null, []);
    }

    // The tokens, and a text whose quote is not closed yet.
    private static (List<FilterToken> Tokens, FilterToken? Open) Cut(string text)
    {
        try
        {
            var tokens = FilterTokens.Of(text);
            tokens.RemoveAt(tokens.Count - 1);
            return (tokens, null);
        }
        catch (FilterException fault)
        {
            var at = fault.Column - 1;
            if (at >= text.Length || text[at] is not ('\'' or '"' or '`')) return ([], null);
            var (before, _) = Cut(text[..at]);
            return (before, new(TokenKind.Text, text[(at + 1)..], at + 1, text.Length + 1));
        }
    }
}
