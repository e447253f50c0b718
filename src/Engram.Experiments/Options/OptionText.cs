using System.Globalization;
using System.Text.Json.Nodes;

namespace Engram.Experiments.Options;

/// <summary>Options as text fields of a form: several values in one field, separated by commas, make a grid.</summary>
/// <remarks>
/// An option that is itself a list separates its elements by commas and its alternatives by semicolons:
/// <c>no-object, light; no-object, heavy</c>. A text option takes the field as it is.
/// </remarks>
public static class OptionText
{
    /// <summary>A value as a person would type it.</summary>
    public static string Format(JsonNode value) => value switch
    {
        JsonArray list => string.Join(", ", list.Select(item => Format(item!))),
        JsonValue text when text.TryGetValue<string>(out var letters) => letters,
        _ => CanonicalJson.Of(value),
    };

    /// <summary>The values a field means, as JSON to be read strictly; what is no value stays a text, for the reader to refuse with a word.</summary>
    /// <param name="option">The option of the field.</param>
    /// <param name="text">What was typed.</param>
    public static IReadOnlyList<JsonNode> Parse(OptionDescription option, string text) => option switch
    {
        { IsList: true } => [.. Split(text, ';').Select(one => new JsonArray([.. Split(one, ',').Select(item => ParseOne(option.Kind, item))]))],
        { Kind: OptionKind.Text } => [JsonValue.Create(text)],
        _ => [.. Split(text, ',').Select(one => ParseOne(option.Kind, one))],
    };

    /// <summary>A filled-in form: fields with one value become options, fields with several become the grid, empty fields keep the default.</summary>
    /// <param name="schema">The options there are.</param>
    /// <param name="fields">Option name → what was typed.</param>
    /// <remarks>Names the schema does not have are passed on as texts, so that the reader refuses them with a suggestion.</remarks>
    public static (JsonObject Options, JsonObject Grid) Read(OptionsSchema schema, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var (options, grid) = (new JsonObject(), new JsonObject());
        foreach (var (name, text) in fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)))
        {
            var values = schema.Find(name) is { } option ? Parse(option, text) : [JsonValue.Create(text)];
            if (values.Count > 1)
            {
                grid[name] = new JsonArray([.. values]);
            }
            else
            {
                options[name] = values.Count == 1 ? values[0] : JsonValue.Create(text); // nothing but commas: for the reader to refuse
            }
        }

        return (options, grid);
    }

    private static JsonValue ParseOne(OptionKind kind, string text) => kind switch
    {
        OptionKind.Flag when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
        OptionKind.WholeNumber when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        OptionKind.Number or OptionKind.WholeNumber when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static string[] Split(string text, char separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
