using System.Globalization;
using System.Text;
using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Search;

/// <summary>What kind of word a token is.</summary>
internal enum TokenKind
{
    /// <summary>A bare word: letters, digits and <c>_ . - / :</c>.</summary>
    Word,

    /// <summary>Text in single quotes.</summary>
    SingleQuoted,

    /// <summary>Text in double quotes.</summary>
    DoubleQuoted,

    /// <summary>Text in backticks.</summary>
    Backticked,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A comparison sign, a parenthesis, a comma.</summary>
    Sign,

    /// <summary>Nothing follows.</summary>
    End,
}

/// <summary>One word of a filter.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Text">Without quotes.</param>
/// <param name="Place">Where it begins, from 0.</param>
/// <param name="IsJoined">No space stands before it.</param>
internal sealed record Token(TokenKind Kind, string Text, int Place, bool IsJoined)
{
    private static readonly string[] Signs = ["!=", ">=", "<=", "<>", "=", "<", ">", "(", ")", ","];

    public bool IsKeyword(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSign(string sign) => Kind == TokenKind.Sign && Text == sign;

    /// <summary>How it is told of.</summary>
    public string Told => Kind == TokenKind.End ? "the end" : $"'{Text}'";

    /// <summary>Splits a text into words; the last one is the end.</summary>
    /// <exception cref="MlflowException">A quote is not closed, or a character has no meaning.</exception>
    public static IReadOnlyList<Token> Read(string text)
    {
        List<Token> tokens = [];
        var place = 0;
        while (true)
        {
            var start = place;
            while (place < text.Length && char.IsWhiteSpace(text[place])) place++;
            var token = Next(text, place, start == place);
            tokens.Add(token.Token);
            if (token.Token.Kind == TokenKind.End) return tokens;
            place = token.End;
        }
    }

    private static (Token Token, int End) Next(string text, int place, bool joined)
    {
        if (place == text.Length) return (new(TokenKind.End, "", place, joined), place);
        var first = text[place];
        if (first is '\'' or '"' or '`') return Quoted(text, place, joined);
        if (Signs.FirstOrDefault(sign => text.AsSpan(place).StartsWith(sign, StringComparison.Ordinal)) is { } found)
        {
            return (new(TokenKind.Sign, found == "<>" ? "!=" : found, place, joined), place + found.Length);
        }
        var end = place;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out var c) && (Keys.IsWord(c) || c.Value is '.' or '-' or '/' or ':' or '+')) end += c.Utf16SequenceLength;
        if (end == place) throw MlflowException.Invalid($"The filter has a character that means nothing here, at {place + 1}: '{first}'. Text goes into quotes, keys with other characters into backticks.");
        var word = text[place..end];
        var isNumber = (char.IsAsciiDigit(first) || first is '-' or '+' or '.')
            && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return (new(isNumber ? TokenKind.Number : TokenKind.Word, word, place, joined), end);
    }

    private static (Token, int) Quoted(string text, int place, bool joined)
    {
        var quote = text[place];
        var inner = new StringBuilder();
        for (var at = place + 1; at < text.Length; at++)
        {
            if (text[at] != quote) inner.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == quote) inner.Append(text[at++]); // doubled, it means itself
            else return (new(quote switch { '\'' => TokenKind.SingleQuoted, '"' => TokenKind.DoubleQuoted, _ => TokenKind.Backticked }, inner.ToString(), place, joined), at + 1);
        }
        throw MlflowException.Invalid($"The quote {quote} at {place + 1} is not closed.");
    }
}
