using System.Text.Json;

namespace Engram.Client.Wire;

/// <summary>A value of an option as JSON: a text, a number, true, false or null.</summary>
internal static class Scalar
{
    /// <summary>Says what is wrong with a value, or null.</summary>
    public static string? Fault(string name, object? value) => value is null or string or bool or Enum or Guid
        or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or Half ? null
        : $"The option '{name}' is a {value.GetType().Name}; a text, a number, true, false or null is allowed. Write the parts of a structure as options of their own, as in 'optimizer.eta'.";

    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case double number: Write(json, number); break;
            case float number: WriteSingle(json, number); break;
            case Half number: Write(json, (double)number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case sbyte or byte or short or ushort or int or uint or long: json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }

    /// <summary>A double that reads back to the same bits; JSON has no NaN and no infinities, so they are texts.</summary>
    public static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private static void WriteSingle(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else Write(json, (double)value);
    }
}
