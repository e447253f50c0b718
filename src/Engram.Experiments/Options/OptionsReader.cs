using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Experiments.Options;

/// <summary>Reads options from JSON, strictly: a misspelt setting is an error, never a silent default; all errors are told at once.</summary>
public static class OptionsReader
{
    private static readonly JsonSerializerOptions NamedNumbers = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The options record: what is given laid over the defaults. Doubles keep their bits.</summary>
    /// <param name="schema">The options there are.</param>
    /// <param name="given">A JSON object, option name → value; what is absent keeps its default.</param>
    /// <exception cref="InvalidFieldsException">Some setting is wrong; fields are named <c>options.…</c>.</exception>
    public static object Read(OptionsSchema schema, JsonElement given)
    {
        var errors = new FieldErrors();
        var settings = ReadSettings(schema, given, "options", errors);
        errors.ThrowIfAny();
        var options = Build(schema, [settings], "options", errors);
        errors.ThrowIfAny();
        return options;
    }

    /// <inheritdoc cref="Read(OptionsSchema, JsonElement)"/>
    public static object Read(OptionsSchema schema, JsonObject given) => Read(schema, Element(given));

    /// <summary>Reads the settings of one layer, each for itself; wrong ones are added to the errors and left out.</summary>
    internal static Dictionary<OptionDescription, object> ReadSettings(OptionsSchema schema, JsonElement given, string path, FieldErrors errors)
    {
        Dictionary<OptionDescription, object> settings = [];
        if (given.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path, "Options are a JSON object: option name → value.");
            return settings;
        }

        HashSet<string> seen = [];
        foreach (var member in given.EnumerateObject())
        {
            var field = $"{path}.{member.Name}";
            if (!seen.Add(member.Name))
            {
                errors.Add(field, $"'{member.Name}' is given twice; give it once.");
            }
            else if (FindOrExplain(schema, member.Name, field, errors) is { } option
                && OptionValueReader.Read(option, member.Value, field, errors) is { } value)
            {
                settings[option] = value;
            }
        }

        return settings;
    }

    /// <summary>The option of a name, or null after adding an error that suggests the nearest one.</summary>
    internal static OptionDescription? FindOrExplain(OptionsSchema schema, string name, string field, FieldErrors errors)
    {
        var option = schema.Find(name);
        if (option is null)
        {
            errors.Add(field, $"There is no option '{name}'. {NearestName.Suggestion(name, [.. schema.Options.Select(known => known.Name)])}");
        }

        return option;
    }

    /// <summary>A record of defaults with layers of settings over it, the last one on top; rules between options are checked.</summary>
    internal static object Build(
        OptionsSchema schema, IEnumerable<IReadOnlyDictionary<OptionDescription, object>> layers, string path, FieldErrors errors)
    {
        var options = Activator.CreateInstance(schema.RecordType)!;
        foreach (var (option, value) in layers.SelectMany(layer => layer))
        {
            option.Property.SetValue(options, value);
        }

        if (options is IValidatableObject rules)
        {
            foreach (var broken in rules.Validate(new ValidationContext(options, options.GetType().Name, null, null)))
            {
                foreach (var member in broken.MemberNames.DefaultIfEmpty())
                {
                    var field = member is null ? path : $"{path}.{JsonNamingPolicy.CamelCase.ConvertName(member)}";
                    errors.Add(field, broken.ErrorMessage ?? "Is not allowed.");
                }
            }
        }

        return options;
    }

    /// <summary>Nodes made in code as the reader wants them; a number that is not finite becomes its name, to be refused with a word.</summary>
    internal static JsonElement Element(JsonNode? node) => JsonSerializer.SerializeToElement(node, NamedNumbers);
}
