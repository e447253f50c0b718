using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Engram.Web.Mlflow.Search;

/// <summary>Where the next page begins: behind a row, so that a late page costs what the first one does, and nothing comes twice when rows come or go.</summary>
/// <param name="Part">The part of the order that the row is in.</param>
/// <param name="Values">What the row has in the columns of that part.</param>
internal sealed record PageToken(int Part, IReadOnlyList<object> Values)
{
    /// <summary>As text that clients hand back unread.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes((string[])[Text(Part), .. Values.Select(Text)]));

    /// <summary>Reads one; null when there is none.</summary>
    /// <param name="token">The text.</param>
    /// <param name="parts">The order of the search.</param>
    /// <exception cref="MlflowException">It is none of ours, or of another order.</exception>
    public static PageToken? Read(string? token, IReadOnlyList<SortPart> parts)
    {
        if (string.IsNullOrEmpty(token)) return null;
        if (IsCount(token)) throw MlflowException.Invalid("Invalid page token: it is of an older version, which counted. Begin again with the first page, without a token.");
        if (Texts(token) is [var first, .. var texts] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part < parts.Count && texts.Length == parts[part].Columns.Count)
        {
            object?[] values = [.. texts.Zip(parts[part].Columns, (text, column) => Value(text, column.Type))];
            if (!values.Contains(null)) return new(part, values!);
        }
        throw MlflowException.Invalid("Invalid page token, could not be read. Send the next_page_token of the answer before, as it was, with the same order_by.");
    }

    // {"offset": 100} in the other base64.
    private static bool IsCount(string token) => token.StartsWith("eyJvZmZzZXQi", StringComparison.Ordinal);

    private static string[] Texts(string token)
    {
        if (!Base64Url.IsValid(token)) return [];
        try
        {
            return JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(token)) ?? [];
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string Text(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcTicks.ToString(CultureInfo.InvariantCulture),
        Guid id => id.ToString("N"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static object? Value(string? text, SortType type) => type switch
    {
        _ when text is null => null,
        SortType.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) ? number : null,
        SortType.Whole => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        SortType.Moment => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        SortType.Identifier => Guid.TryParseExact(text, "N", out var id) ? id : null,
        _ => text.Contains('\0', StringComparison.Ordinal) ? null : text,
    };
}
