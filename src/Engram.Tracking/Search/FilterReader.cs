namespace Engram.Tracking.Search;

/// <summary>Goes through the tokens of a filter or an order, one by one.</summary>
/// <param name="tokens">The tokens, the end included.</param>
internal sealed class FilterReader(List<FilterToken> tokens)
{
    private int _at;

    /// <summary>The token that comes next.</summary>
    public FilterToken Next => tokens[_at];

    /// <summary>The token after the one that comes next; the end when there is none.</summary>
    public FilterToken After => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>What has not been taken, without the end.</summary>
    public List<FilterToken> Rest() => tokens[_at..^1];

    /// <summary>Takes the next token.</summary>
    public FilterToken Take() => tokens[_at == tokens.Count - 1 ? _at : _at++];

    /// <summary>Takes the next token if it is this word.</summary>
    public bool Takes(string word)
    {
        if (!Next.Is(word)) return false;
        Take();
        return true;
    }

    /// <summary>Takes the next token if it is this mark.</summary>
    public bool Takes(char mark)
    {
        if (!Next.IsMark(mark)) return false;
        Take();
        return true;
    }

    /// <summary>Takes a mark that must come next.</summary>
    public void Want(char mark, string where)
    {
        if (!Takes(mark)) throw Unexpected($"'{mark}' {where}");
    }

    /// <summary>What was found, and what was expected.</summary>
    public FilterException Unexpected(string expected, IReadOnlyCollection<string>? known = null) => new(
        Next.Column, Next.Kind == TokenKind.End ? $"The filter ends where {expected} is expected." : $"Found {Next.Shown} where {expected} is expected.",
        known is null || Next.Kind != TokenKind.Word ? null : Next.Text, known);
}
