namespace Engram.Tracking.Search;

/// <summary>How names of fields are written in a filter.</summary>
public static class FieldText
{
    /// <summary>A key as it stands behind <c>options.</c>, <c>metrics.</c> or <c>tags.</c>: in quotes when it would be read as something else without them.</summary>
    public static string Quoted(string key) => IsPlain(key) ? key : $"'{key.Replace("'", "''", StringComparison.Ordinal)}'";

    // The last segment could be taken for an aggregate, so that a key with dots is quoted as a whole.
    private static bool IsPlain(string key) => key.Length > 0 && key.All(IsOfWord);

    /// <summary>Whether a character may stand in a word without quotes.</summary>
    internal static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '/';
}
