using System.Text;

namespace Engram.Tracking.Search;

/// <summary>Cuts a filter into tokens.</summary>
/// <param name="text">The filter.</param>
internal sealed class FilterTokens(string text)
{
    private int _at;

    /// <summary>All tokens; the last one is the end.</summary>
    /// <exception cref="FilterException">A character means nothing here, a quote is not closed, or a number is none.</exception>
    public static List<FilterToken> Of(string text)
    {
        var source = new FilterTokens(text);
        List<FilterToken> tokens = [];
        do tokens.Add(source.Next(tokens.LastOrDefault()));
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private FilterToken Next(FilterToken before)
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        var start = _at;
        if (start == text.Length) return new(TokenKind.End, "", start + 1, start + 1);
        var c = text[start];
        // Within a name no number begins: options.1st, metrics.-x.
        var inName = before.IsMark('.') || (c == '.' && before.Kind is TokenKind.Word or TokenKind.Text && before.End == start + 1);
        if (!inName && (char.IsAsciiDigit(c) || c is '+' or '-' || (c == '.' && IsDigit(start + 1)))) return Number(start);
        if (FieldText.IsOfWord(c)) return Take(TokenKind.Word, start, EndOf(start, FieldText.IsOfWord));
        return c switch
        {
            '\'' or '"' or '`' => Quoted(start, c),
            '(' or ')' or ',' or '.' => Take(TokenKind.Mark, start, start + 1),
            '=' or '~' when At(start + 1) != c => Take(TokenKind.Operator, start, start + 1),
            '!' when At(start + 1) == '=' => Take(TokenKind.Operator, start, start + 2),
            '<' or '>' when At(start + 1) == '=' => Take(TokenKind.Operator, start, start + 2),
            '<' when At(start + 1) == '>' => throw new FilterException(start + 1, "There is no '<>' here; write !=."),
            '<' or '>' => Take(TokenKind.Operator, start, start + 1),
            _ => throw new FilterException(start + 1, Meaningless(start)),
        };
    }

    private FilterToken Take(TokenKind kind, int start, int end)
    {
        _at = end;
        return new(kind, text[start..end], start + 1, end + 1);
    }

    private FilterToken Number(int start)
    {
        var end = EndOf(start + 1, c => char.IsLetterOrDigit(c) || c is '.' or '_');
        if (text[end - 1] is 'e' or 'E' && At(end) is '+' or '-') end = EndOf(end + 1, char.IsLetterOrDigit);
        return Take(TokenKind.Number, start, end);
    }

    // A quote within is written twice.
    private FilterToken Quoted(int start, char quote)
    {
        var content = new StringBuilder();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == quote && At(i + 1) != quote)
            {
                _at = i + 1;
                return new(TokenKind.Text, content.ToString(), start + 1, _at + 1);
            }
            if (text[i] == quote) i++;
            if (text[i] == '\0' || IsHalf(i)) throw new FilterException(i + 1, "This character cannot be stored, so nothing has it; leave it out.");
            content.Append(text[i]);
        }
        throw new FilterException(start + 1, $"This quote is not closed; end the text with {quote}.");
    }

    private string Meaningless(int at) => (text[at], At(at + 1)) switch
    {
        ('=', _) => "There is no '==' here; write =.",
        ('~', _) => "There is no '~~' here; write like.",
        ('&', _) => "There is no '&' here; write and.",
        ('|', _) => "There is no '|' here; write or.",
        ('!', '~') => "There is no '!~' here; write not ~.",
        ('!', _) => "There is no '!' here; write not.",
        ('[' or ']' or '{' or '}', _) => "Lists and groups stand in round brackets.",
        var (c, _) => $"'{(char.IsSurrogate(c) || char.IsControl(c) ? '�' : c)}' means nothing here. Names with such characters stand in quotes: metrics.'light:mse'.min.",
    };

    private bool IsHalf(int i) => char.IsLowSurrogate(text[i]) ? i == 0 || !char.IsHighSurrogate(text[i - 1])
        : char.IsHighSurrogate(text[i]) && !char.IsLowSurrogate(At(i + 1));

    private bool IsDigit(int i) => char.IsAsciiDigit(At(i));

    private char At(int i) => i < text.Length ? text[i] : '\0';

    private int EndOf(int start, Func<char, bool> goesOn)
    {
        while (start < text.Length && goesOn(text[start])) start++;
        return start;
    }
}
