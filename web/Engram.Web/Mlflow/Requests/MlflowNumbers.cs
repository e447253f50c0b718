using System.Globalization;
using System.Text.Json;

namespace Engram.Web.Mlflow.Requests;

/// <summary>Numbers as MLflow clients write them: JSON numbers, or text in quotes.</summary>
internal static class MlflowNumbers
{
    /// <summary>Reads an integer of 64 bits, exactly: <c>7</c>, <c>"7"</c>, <c>7.0</c>, <c>7e0</c>; never <c>7.5</c>, <c>true</c> or <c>"7.0"</c>.</summary>
    public static bool TryReadWhole(JsonElement given, out long value)
    {
        value = 0;
        return given.ValueKind switch
        {
            JsonValueKind.String => long.TryParse(Plain(given), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            JsonValueKind.Number => given.TryGetInt64(out value) || TryReadIntegral(given.GetRawText(), out value),
            _ => false,
        };
    }

    /// <summary>Reads a double: a number that a double can hold, or in quotes; and <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</summary>
    /// <remarks>A number beyond the largest double is not infinity: it is refused, so that what is kept is what was sent.</remarks>
    public static bool TryReadDouble(JsonElement given, out double value)
    {
        value = 0;
        switch (given.ValueKind)
        {
            case JsonValueKind.Number:
                return given.TryGetDouble(out value) && double.IsFinite(value);
            case JsonValueKind.String:
                switch (Plain(given))
                {
                    case "NaN": value = double.NaN; return true;
                    case "Infinity": value = double.PositiveInfinity; return true;
                    case "-Infinity": value = double.NegativeInfinity; return true;
                    case var text: return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                        CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
                }
            default:
                return false;
        }
    }

    // decimal is exact for every 64-bit integer; a number that it has to round is none.
    private static bool TryReadIntegral(string text, out long value)
    {
        value = 0;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) || exact != decimal.Truncate(exact)) return false;
        if (exact is < long.MinValue or > long.MaxValue) return false;
        value = (long)exact;
        return true;
    }

    private static string Plain(JsonElement given)
    {
        try
        {
            return given.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return ""; // half a surrogate pair is no number
        }
    }
}
