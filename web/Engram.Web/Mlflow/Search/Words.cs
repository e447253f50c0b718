namespace Engram.Web.Mlflow.Search;

/// <summary>The words of a filter, taken one after the other.</summary>
/// <param name="tokens">The last one is the end.</param>
/// <param name="text">The whole, for words about it.</param>
internal sealed class Words(IReadOnlyList<Token> tokens, string text)
{
    private int _next;

    public string Text => text;

    public Token Next => tokens[_next];

    public Token Take() => _next < tokens.Count - 1 ? tokens[_next++] : tokens[_next];

    public bool TakeKeyword(string keyword) => Take(Next.IsKeyword(keyword));

    public bool TakeSign(string sign) => Take(Next.IsSign(sign));

    /// <summary>The refusal of what came instead of what can come.</summary>
    public MlflowException Unexpected(string expected, Token? instead = null)
    {
        var found = instead ?? Next;
        return MlflowException.Invalid($"Invalid clause(s) in '{text}': {found.Told} at {found.Place + 1} is not {expected}.");
    }

    private bool Take(bool matches)
    {
        if (matches) _next++;
        return matches;
    }
}
