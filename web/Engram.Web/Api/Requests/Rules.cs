using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Engram.Experiments.Options;
using Engram.Web.Api.Json;

namespace Engram.Web.Api.Requests;

/// <summary>The sentences that say what is allowed.</summary>
internal static class Rules
{
    /// <summary>What a validation attribute wants, with what was given.</summary>
    public static string Sentence(ValidationAttribute rule, object? value) => rule switch
    {
        // The largest number of a type means that there is no upper end.
        RangeAttribute { Maximum: int.MaxValue or >= (double)long.MaxValue } open => Text($"Is {value}; {open.Minimum} or more is allowed."),
        RangeAttribute range => Text($"Is {value}; {range.Minimum} to {range.Maximum} is allowed."),
        StringLengthAttribute length when value is string text =>
            Text($"Has {text.Length} characters; {length.MinimumLength} to {length.MaximumLength} are allowed."),
        LengthAttribute length when value is System.Collections.ICollection list =>
            Text($"Has {list.Count} entries; {length.MinimumLength} to {length.MaximumLength} are allowed."),
        _ => rule.FormatErrorMessage("It"),
    };

    /// <summary>What a type takes, as a noun.</summary>
    public static string Expected(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(Guid) => "an identifier of 32 hexadecimal digits",
            _ when plain == typeof(int) => "a whole number of 32 bits",
            _ when plain == typeof(long) => "a whole number of 64 bits",
            _ when plain == typeof(double) => "a number (or \"NaN\", \"Infinity\", \"-Infinity\")",
            _ when plain == typeof(bool) => "true or false",
            _ when plain == typeof(string) => "a text",
            _ when Enumeration(plain) is { } words => $"one of {string.Join(", ", Words(words))}",
            _ => plain.GetCustomAttribute<DescriptionAttribute>()?.Description ?? $"a {plain.Name}",
        };
    }

    /// <summary>The enumeration whose words a type takes, or null.</summary>
    public static Type? Enumeration(Type type) => type.IsEnum ? type
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Word<>) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>The words of an enumeration.</summary>
    public static IEnumerable<string> Words(Type enumeration) => Enum.GetNames(enumeration).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    /// <summary>What was given, short enough for a sentence.</summary>
    public static string Shown(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => json.GetRawText() is { Length: <= 60 } all ? all : $"{json.GetRawText()[..57]}…",
    };

    /// <summary>Refuses text that the database cannot hold.</summary>
    public static void Text(JsonElement json, string path, FieldErrors errors)
    {
        try
        {
            Text(json.GetString()!, path, errors);
        }
        catch (InvalidOperationException)
        {
            errors.Add(path, "Has half of a surrogate pair in it; leave it out.");
        }
    }

    /// <inheritdoc cref="Text(JsonElement, string, FieldErrors)"/>
    public static void Text(string text, string path, FieldErrors errors)
    {
        if (text.Contains('\0')) errors.Add(path, "Has the character NUL in it; leave it out.");
    }

    /// <summary>What is wrong with a value of a query or a path, or null.</summary>
    public static string? Fault(Type type, string text)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var fits = plain switch
        {
            _ when plain == typeof(string) => true,
            _ when plain == typeof(Guid) => Identifier.TryParse(text, out _),
            _ when plain == typeof(bool) => text is "true" or "false",
            _ when plain == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            _ when plain == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            _ when plain == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            _ => Parses(plain, text),
        };
        return text.Contains('\0') ? "Has the character NUL in it; leave it out."
            : fits ? null
            : $"Is '{(text.Length <= 60 ? text : $"{text[..57]}…")}'; {Expected(plain)} is wanted.";
    }

    private static bool Parses(Type type, string text) =>
        (bool)type.GetMethod("TryParse", [typeof(string), type.MakeByRefType()])!.Invoke(null, [text, null])!;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
