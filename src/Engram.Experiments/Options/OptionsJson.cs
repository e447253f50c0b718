using System.Text.Json.Nodes;

namespace Engram.Experiments.Options;

/// <summary>Options as JSON: all of them, and what may be in them.</summary>
public static class OptionsJson
{
    /// <summary>Every option of a record with its value, defaults included. Doubles keep their bits.</summary>
    public static JsonObject Write(OptionsSchema schema, object options) =>
        new(schema.Options.Select(option => KeyValuePair.Create<string, JsonNode?>(option.Name, OptionValue.ToJson(option.Property.GetValue(options)!))));

    /// <summary>The schema as JSON Schema (draft 2020-12): an object that allows no other property.</summary>
    /// <remarks>Besides the standard's words: <c>unit</c>, <c>group</c> and <c>choices</c> (name → meaning).</remarks>
    public static JsonObject JsonSchema(OptionsSchema schema) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(schema.Options.Select(option => KeyValuePair.Create<string, JsonNode?>(option.Name, Describe(option)))),
    };

    private static JsonObject Describe(OptionDescription option)
    {
        var value = new JsonObject { ["type"] = TypeName(option.Kind) };
        if (option.Range is { } range)
        {
            AddLimit(value, range.Minimum, range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum");
            AddLimit(value, range.Maximum, range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum");
        }

        if (option.Choices.Count > 0)
        {
            value["enum"] = new JsonArray([.. option.Choices.Select(choice => JsonValue.Create(choice.Name))]);
            value["choices"] = new JsonObject(option.Choices.Select(choice => KeyValuePair.Create<string, JsonNode?>(choice.Name, choice.Description)));
        }

        var described = option.IsList ? new JsonObject { ["type"] = "array", ["items"] = value } : value;
        if (option.Length is var (least, most))
        {
            described["minItems"] = least;
            described["maxItems"] = most;
        }

        described["description"] = option.Description;
        described["default"] = option.Default;
        AddWord(described, "unit", option.Unit);
        AddWord(described, "group", option.Group);
        return described;
    }

    private static string TypeName(OptionKind kind) => kind switch
    {
        OptionKind.Flag => "boolean",
        OptionKind.WholeNumber => "integer",
        OptionKind.Number => "number",
        _ => "string",
    };

    private static void AddLimit(JsonObject schema, double limit, string word)
    {
        if (double.IsFinite(limit))
        {
            schema[word] = limit;
        }
    }

    private static void AddWord(JsonObject schema, string word, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            schema[word] = text;
        }
    }
}
