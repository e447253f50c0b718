using System.Globalization;
using Engram.Tracking.Runs;

namespace Engram.Tracking.Search;

/// <summary>Reads what a field is compared with, of a kind that the field takes.</summary>
internal static class ValueParser
{
    private static readonly string[] States = [.. Enum.GetNames<RunState>().Select(state => state.ToLowerInvariant())];

    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK"];

    /// <summary>Takes a value for a field.</summary>
    /// <param name="reader">Where it comes from.</param>
    /// <param name="field">What it is compared with.</param>
    /// <exception cref="FilterException">There is none, or one of another kind.</exception>
    public static FilterValue Read(FilterReader reader, RunField field) => field.Type switch
    {
        FieldType.Whole or FieldType.Number => Number(reader) ?? throw reader.Unexpected($"a number for {field}"),
        FieldType.Time => Time(reader, field),
        FieldType.Identifier => Identifier(reader, field),
        FieldType.Json => Json(reader, field),
        _ => field is ColumnField { Column: var column } && column == RunColumn.State ? State(reader) : new TextValue(Text(reader, field).Text),
    };

    /// <summary>Takes a text in quotes.</summary>
    public static FilterToken Text(FilterReader reader, RunField field) => reader.Next.Kind switch
    {
        TokenKind.Text => reader.Take(),
        TokenKind.Word or TokenKind.Number => throw new FilterException(
            reader.Next.Column, $"Found {reader.Next.Shown} where a text for {field} is expected; a text stands in quotes: '{reader.Next.Text}'."),
        _ => throw reader.Unexpected($"a text in quotes for {field}"),
    };

    private static FilterValue Json(FilterReader reader, RunField field)
    {
        if (reader.Takes("true")) return new TextValue("true");
        if (reader.Takes("false")) return new TextValue("false");
        if (reader.Next.Kind != TokenKind.Text && Number(reader) is { } number) return number;
        return reader.Next.Kind is TokenKind.Text or TokenKind.Word
            ? new TextValue(Text(reader, field).Text)
            : throw reader.Unexpected($"a number or a text in quotes for {field}");
    }

    private static NumberValue? Number(FilterReader reader)
    {
        var (token, text) = (reader.Next, reader.Next.Text);
        if (token.Kind is TokenKind.Word or TokenKind.Text or TokenKind.Number && Special(text) is { } special)
        {
            reader.Take();
            return new(special);
        }
        if (token.Kind != TokenKind.Number) return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw new FilterException(token.Column, $"{token.Quoted} is not a number; one is written 12, -0.5 or 1e-3.");
        if (double.IsInfinity(number)) throw new FilterException(token.Column, $"{token.Quoted} is beyond the largest double, 1.797e308; write Infinity if that is meant.");
        reader.Take();
        return new(number, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : WholeOf(number));
    }

    // 1e3 is a whole number too; beyond 2⁵³ a double no longer says which.
    private static long? WholeOf(double number) => Math.Abs(number) <= 1L << 53 && Math.Floor(number) == number ? (long)number : null;

    private static double? Special(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "infinity" or "+infinity" or "inf" or "+inf" => double.PositiveInfinity,
        "-infinity" or "-inf" => double.NegativeInfinity,
        _ => null,
    };

    private static TimeValue Time(FilterReader reader, RunField field)
    {
        var token = Text(reader, field);
        return DateTimeOffset.TryParseExact(token.Text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new(time)
            : throw new FilterException(token.Column, $"{token.Quoted} is not a time; one is written '2026-01-31' or '2026-01-31T12:30:00Z', in UTC unless it says otherwise.");
    }

    private static IdentifierValue Identifier(FilterReader reader, RunField field)
    {
        var token = Text(reader, field);
        return Guid.TryParse(token.Text, out var id) ? new(id) : throw new FilterException(token.Column, $"{token.Quoted} is not an identifier; one has 32 hexadecimal digits.");
    }

    private static TextValue State(FilterReader reader)
    {
        if (reader.Next.Kind is not (TokenKind.Text or TokenKind.Word)) throw reader.Unexpected("a state in quotes");
        var token = reader.Take();
        return States.Contains(token.Text.ToLowerInvariant()) ? new(token.Text.ToLowerInvariant())
            : throw new FilterException(token.Column, $"There is no state {token.Quoted}.", token.Text, States);
    }
}
