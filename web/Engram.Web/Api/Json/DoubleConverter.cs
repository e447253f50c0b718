using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.Web.Api.Json;

/// <summary>Doubles so that whoever reads them has the same bits.</summary>
/// <remarks>
/// Minus zero is written <c>-0.0</c>: the framework's <c>-0</c> is an integer to Python, and its sign is gone. NaN and the infinities, which JSON has
/// no numbers for, are strings.
/// </remarks>
internal sealed class DoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => double.NaN,
        JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
        JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => throw new JsonException("A number is wanted, or \"NaN\", \"Infinity\" or \"-Infinity\"."),
    };

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsNaN(value)) writer.WriteStringValue("NaN"u8);
        else if (double.IsInfinity(value)) writer.WriteStringValue(value > 0 ? "Infinity"u8 : "-Infinity"u8);
        else if (value == 0 && double.IsNegative(value)) writer.WriteRawValue("-0.0"u8, skipInputValidation: true);
        else writer.WriteNumberValue(value);
    }
}
