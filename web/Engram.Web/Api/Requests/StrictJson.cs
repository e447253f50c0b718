using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Engram.Experiments.Options;

namespace Engram.Web.Api.Requests;

/// <summary>Reads JSON into a record and finds everything that is wrong with it, where the serializer would stop at the first fault.</summary>
/// <remarks>
/// The type says what is allowed: its members (others are refused, with the nearest known name), <c>required</c>, nullability, and validation
/// attributes such as <see cref="RangeAttribute"/>. O(size of the JSON).
/// </remarks>
internal static class StrictJson
{
    /// <summary>The value, or null after adding at least one fault.</summary>
    public static T? Read<T>(JsonElement json, JsonSerializerOptions options, FieldErrors errors)
        where T : class
    {
        var found = new FieldErrors();
        Check(json, options.GetTypeInfo(typeof(T)), "", found);
        foreach (var field in found.Fields)
        {
            foreach (var message in found[field]) errors.Add(field.Length == 0 ? "$" : field, message);
        }
        return found.IsEmpty ? json.Deserialize<T>(options) : null;
    }

    /// <summary>
    /// What can be read in spite of faults: the members without any, and nothing (an empty text, zero) for those that are required.
    /// Only for finding more faults; null when not even that can be made.
    /// </summary>
    public static T? Salvage<T>(JsonElement json, JsonSerializerOptions options, FieldErrors errors)
        where T : class
    {
        if (json.ValueKind != JsonValueKind.Object || options.GetTypeInfo(typeof(T)) is not { Kind: JsonTypeInfoKind.Object } type) return null;
        var faulty = errors.Fields.Select(TopOf).ToHashSet();
        var sound = new JsonObject();
        foreach (var member in Members(json, "", new FieldErrors()).Where(member => !faulty.Contains(member.Name)))
        {
            sound[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
        foreach (var property in type.Properties.Where(property => property.IsRequired && !sound.ContainsKey(property.Name)))
        {
            if (property.PropertyType == typeof(string)) sound[property.Name] = "";
            else if (property.PropertyType == typeof(long)) sound[property.Name] = 0;
            else return null;
        }
        return sound.Deserialize<T>(options);
    }

    /// <summary>The member of the body in which a field lies: <c>conditions</c> of <c>conditions[0].label</c>.</summary>
    public static string TopOf(string field) => field.Split('.', '[')[0];

    private static void Check(JsonElement json, JsonTypeInfo type, string path, FieldErrors errors)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when Is(json, JsonValueKind.Object, "an object", path, errors):
                CheckMembers(json, type, path, errors);
                break;
            case JsonTypeInfoKind.Dictionary when Is(json, JsonValueKind.Object, "an object", path, errors):
                CheckEach(json, type, path, errors);
                break;
            case JsonTypeInfoKind.Enumerable when Is(json, JsonValueKind.Array, "a list", path, errors):
                var index = 0;
                foreach (var item in json.EnumerateArray())
                {
                    CheckValue(item, type.Options.GetTypeInfo(type.ElementType!), $"{path}[{index++}]", errors);
                }
                break;
            case JsonTypeInfoKind.None:
                CheckLeaf(json, type, path, errors);
                break;
        }
    }

    private static void CheckMembers(JsonElement json, JsonTypeInfo type, string path, FieldErrors errors)
    {
        var known = type.Properties.Where(property => property.Set is not null).ToDictionary(property => property.Name);
        HashSet<string> seen = [];
        foreach (var member in Members(json, path, errors))
        {
            var field = At(path, member.Name);
            if (!known.TryGetValue(member.Name, out var property))
            {
                errors.Add(field, $"There is no '{member.Name}' here. {NearestName.Suggestion(member.Name, known.Keys)}");
            }
            else if (!seen.Add(member.Name)) errors.Add(field, "Is given twice; give it once.");
            else if (member.Value.ValueKind != JsonValueKind.Null) CheckProperty(member.Value, property, field, errors);
            else if (!property.IsSetNullable) errors.Add(field, "Is null; give it a value or leave it out.");
        }
        foreach (var property in known.Values.Where(property => property.IsRequired && !seen.Contains(property.Name)))
        {
            errors.Add(At(path, property.Name), "Is missing.");
        }
    }

    private static void CheckProperty(JsonElement json, JsonPropertyInfo property, string field, FieldErrors errors)
    {
        var before = errors[field].Count;
        Check(json, property.Options.GetTypeInfo(property.PropertyType), field, errors);
        if (errors[field].Count > before || property.AttributeProvider is not { } attributes) return;

        foreach (var rule in attributes.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>())
        {
            object? value;
            try
            {
                value = json.Deserialize(property.PropertyType, property.Options);
            }
            catch (JsonException)
            {
                return; // Something inside is wrong, and has been told.
            }
            if (!rule.IsValid(value)) errors.Add(field, Rules.Sentence(rule, value));
        }
    }

    private static void CheckEach(JsonElement json, JsonTypeInfo type, string path, FieldErrors errors)
    {
        HashSet<string> seen = [];
        var element = type.Options.GetTypeInfo(type.ElementType!);
        foreach (var member in Members(json, path, errors))
        {
            if (!seen.Add(member.Name)) errors.Add(At(path, member.Name), "Is given twice; give it once.");
            CheckValue(member.Value, element, At(path, member.Name), errors);
        }
    }

    private static void CheckValue(JsonElement json, JsonTypeInfo type, string path, FieldErrors errors)
    {
        if (json.ValueKind != JsonValueKind.Null) Check(json, type, path, errors);
        else if (!type.Type.IsAssignableTo(typeof(JsonNode)) && Nullable.GetUnderlyingType(type.Type) is null)
        {
            errors.Add(path, "Is null; give it a value or leave it out.");
        }
    }

    private static void CheckLeaf(JsonElement json, JsonTypeInfo type, string path, FieldErrors errors)
    {
        var before = errors[path].Count;
        CheckTexts(json, path, errors);
        if (errors[path].Count > before) return;
        if (type.Type == typeof(JsonObject) && !Is(json, JsonValueKind.Object, "an object", path, errors)) return;
        if (type.Type.IsAssignableTo(typeof(JsonNode))) return;
        try
        {
            json.Deserialize(type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // A type with a converter of its own says best what it takes.
            var own = e is JsonException && type.Type.Namespace?.StartsWith(nameof(Engram), StringComparison.Ordinal) == true
                && Rules.Enumeration(type.Type) is null;
            errors.Add(path, own ? e.Message : $"Is {Rules.Shown(json)}; {Rules.Expected(type.Type)} is wanted.");
        }
    }

    // Text goes into the database, which cannot hold these; and half a surrogate pair is no text at all.
    private static void CheckTexts(JsonElement json, string path, FieldErrors errors)
    {
        if (json.ValueKind == JsonValueKind.String) Rules.Text(json, path, errors);
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in Members(json, path, errors)) CheckTexts(member.Value, At(path, member.Name), errors);
        }
        if (json.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in json.EnumerateArray()) CheckTexts(item, $"{path}[{index++}]", errors);
        }
    }

    private static List<JsonProperty> Members(JsonElement json, string path, FieldErrors errors)
    {
        List<JsonProperty> members = [];
        foreach (var member in json.EnumerateObject())
        {
            try
            {
                if (member.Name.Contains('\0')) errors.Add(path, "Has a name with the character NUL in it; leave it out.");
                else members.Add(member);
            }
            catch (InvalidOperationException)
            {
                errors.Add(path, "Has a name with half of a surrogate pair in it; leave it out.");
            }
        }
        return members;
    }

    private static bool Is(JsonElement json, JsonValueKind kind, string wanted, string path, FieldErrors errors)
    {
        if (json.ValueKind == kind) return true;
        errors.Add(path, $"Is {Rules.Shown(json)}; {wanted} is wanted.");
        return false;
    }

    private static string At(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
