using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Engram.Web.Mlflow.Requests;

/// <summary>What keys and identifiers may look like: MLflow's rules, which are Python's.</summary>
internal static class Keys
{
    /// <summary>Longest key of a metric, parameter or tag, in characters.</summary>
    public const int Longest = 250;

    /// <summary>Longest value of a parameter; a longer one is cut.</summary>
    public const int LongestParameter = 6_000;

    /// <summary>Longest value of a run's tag; a longer one is cut.</summary>
    public const int LongestTag = 8_000;

    /// <summary>Longest value of an experiment's tag; a longer one is refused.</summary>
    public const int LongestExperimentTag = 5_000;

    /// <summary>Refuses a key that MLflow would refuse.</summary>
    /// <param name="key">Not empty.</param>
    /// <param name="path">What to call it.</param>
    /// <returns>The key.</returns>
    public static string Check(string key, string path)
    {
        if (!key.EnumerateRunes().All(c => IsWord(c) || c.Value is '/' or '.' or '-' or ' ' or ':'))
        {
            throw MlflowException.InvalidValue(Quote(key), path, "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), "
                + "spaces ( ), colon(:) and slashes (/).");
        }
        if (Normalize(key) is var resolved && (resolved != key || resolved is "." || resolved.StartsWith("..", StringComparison.Ordinal) || key.StartsWith('/')))
        {
            throw MlflowException.InvalidValue(Quote(key), path, "Names may be treated as files in certain cases, and must not resolve to other names when treated as such. "
                + $"This name would resolve to '{resolved}'");
        }
        return key.Length <= Longest ? key : throw TooLong(path, Longest, key.Length);
    }

    /// <summary>The refusal of a text that is too long.</summary>
    public static MlflowException TooLong(string path, int most, int length) =>
        MlflowException.Invalid($"'{path}' exceeds the maximum length of {most} characters: it has {length}.");

    /// <summary>The text, cut between characters where it is longer than <paramref name="most"/> (MLFLOW_TRUNCATE_LONG_VALUES, which is on by default).</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>True for what a run's identifier may look like, whether or not there is such a run.</summary>
    public static bool IsRunId(string text) => IsIdentifier(text, 256);

    /// <summary>True for what an experiment's identifier may look like.</summary>
    public static bool IsExperimentId(string text) => IsIdentifier(text, 64);

    /// <summary>Python's <c>\w</c>: letters and numbers of every script, and the underscore. .NET's has combining marks and more connectors.</summary>
    public static bool IsWord(Rune c) => c.Value == '_' || Rune.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>A text as JSON has it.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, MlflowJson.Options);

    private static bool IsIdentifier(string text, int longest) => text.Length >= 1 && text.Length <= longest && char.IsAsciiLetterOrDigit(text[0])
        && text.EnumerateRunes().All(c => IsWord(c) || c.Value == '-');

    /// <summary>Where a relative path leads, as <c>posixpath.normpath</c> has it.</summary>
    private static string Normalize(string path)
    {
        List<string> parts = [];
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !path.StartsWith('/')) parts.Add(part);
        }
        var joined = (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
        return joined.Length == 0 ? "." : joined;
    }
}
