using System.Text.Json;

namespace Engram.Web.Api.Requests;

/// <summary>A word of an enumeration in a query, written as JSON writes it: <c>running</c>, <c>learned-loss</c>.</summary>
/// <param name="Value">What it means.</param>
internal readonly record struct Word<T>(T Value)
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Known = Enum.GetValues<T>()
        .ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    /// <summary>Reads the word; case matters.</summary>
    public static bool TryParse(string? text, out Word<T> word)
    {
        var found = Known.TryGetValue(text ?? "", out var value);
        word = new(value);
        return found;
    }

    /// <summary>The word.</summary>
    public override string ToString() => JsonNamingPolicy.KebabCaseLower.ConvertName(Value.ToString());
}
