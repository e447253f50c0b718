using System.Text;

namespace Engram.Client;

/// <summary>What names and lines may be.</summary>
internal static class Names
{
    private const int LongestName = 250;
    private const int LongestLine = 10_000;

    /// <summary>Refuses a name that the server would refuse: better here, where it was given, than later in a report.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, or has characters that are not printable.</exception>
    public static void Check(string noun, string name, int longest = LongestName)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > longest)
        {
            throw new ArgumentException($"A {noun} has 1 to {longest} characters, not all of them spaces; one with {name.Length} was given.");
        }
        if (name.Any(char.IsControl) || Sound(name) != name)
        {
            throw new ArgumentException($"A {noun} consists of printable characters; '{Line(name).ReplaceLineEndings("⏎")}' has others.");
        }
    }

    /// <summary>A line that can be stored: no NUL, no half of a surrogate pair, not endless.</summary>
    public static string Line(string text) => Sound(text.Length <= LongestLine ? text : string.Concat(text.AsSpan(0, LongestLine - 1), "…")).Replace('\0', '␀');

    // Encoding and decoding replaces every lone surrogate.
    private static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
