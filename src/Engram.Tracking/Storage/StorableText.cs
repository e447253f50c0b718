using System.Text;

namespace Engram.Tracking.Storage;

/// <summary>Text of an experiment or an exception, made fit for a <c>text</c> column.</summary>
public static class StorableText
{
    /// <summary>The text with what PostgreSQL cannot hold made visible: NUL becomes ␀, half a surrogate pair becomes �.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Longer text is cut there and ends with an ellipsis.</param>
    public static string Of(string text, int maxLength = 100_000)
    {
        var cut = text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength - 1), "…");
        // Encoding and decoding replaces every lone surrogate.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', '␀');
    }
}
