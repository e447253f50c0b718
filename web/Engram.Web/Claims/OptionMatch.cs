using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Web.Claims;

/// <summary>Whether a condition has the settings that a score or a table asks for.</summary>
internal static class OptionMatch
{
    /// <summary>True when every setting asked for has the value the options have. Numbers are compared as numbers: <c>0.0001</c> is <c>1e-4</c>.</summary>
    public static bool Fits(JsonElement options, IReadOnlyDictionary<string, JsonNode> where) => where.All(setting =>
        options.TryGetProperty(setting.Key, out var value) && JsonElement.DeepEquals(value, JsonSerializer.SerializeToElement(setting.Value)));

    /// <summary>The settings in words: <c>method = adam, eta = 0.001</c>.</summary>
    public static string Words(IReadOnlyDictionary<string, JsonNode> where) =>
        where.Count == 0 ? "any settings" : string.Join(", ", where.Select(setting => $"{setting.Key} = {setting.Value.ToJsonString().Trim('"')}"));
}
