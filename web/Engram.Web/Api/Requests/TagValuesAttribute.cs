using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Web.Api.Requests;

/// <summary>Labels that carry a value: at most 1,000, each name of 1 to 250 characters, each value a text of at most 8,000.</summary>
/// <remarks>In a JSON object, where a change is described, null takes a label away.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TagValuesAttribute() : ValidationAttribute(
    "Labels with values are at most 1000, each name of 1 to 250 characters, each value a text of at most 8000.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value switch
    {
        null => true,
        Dictionary<string, string> tags => tags.Count <= 1_000 && tags.All(tag => IsValid(tag.Key, tag.Value)),
        JsonObject tags => tags.Count <= 1_000 && tags.All(tag => tag.Value is null
            ? IsValid(tag.Key, "") : tag.Value.GetValueKind() == JsonValueKind.String && IsValid(tag.Key, tag.Value.GetValue<string>())),
        _ => false,
    };

    private static bool IsValid(string name, string text) => name.Trim().Length >= 1 && name.Length <= 250 && text.Length <= 8_000;
}
