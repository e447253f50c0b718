namespace Engram.Tracking.Search;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A name or a word of the language.</summary>
    Word,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A number, with its sign.</summary>
    Number,

    /// <summary><c>= != &lt; &lt;= &gt; &gt;= ~</c></summary>
    Operator,

    /// <summary><c>( ) , .</c></summary>
    Mark,

    /// <summary>The end of the filter.</summary>
    End,
}

/// <summary>A word of a filter with its place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Without its quotes.</param>
/// <param name="Column">Its first character, from 1.</param>
/// <param name="End">Behind its last character, from 1.</param>
internal readonly record struct FilterToken(TokenKind Kind, string Text, int Column, int End)
{
    /// <summary>Whether it is this word of the language, in whatever case.</summary>
    public bool Is(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is this mark.</summary>
    public bool IsMark(char mark) => Kind == TokenKind.Mark && Text[0] == mark;

    /// <summary>As an error names it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text {Quoted}",
        _ => Quoted,
    };

    /// <summary>What was written, cut to what fits in a sentence.</summary>
    public string Quoted => $"'{Short}'";

    private string Short => Text.Length <= 40 ? Text : $"{Text[..39]}…";
}
