using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Experiments.Options;

/// <summary>Says whether a condition is one of those that a claim or a table speaks of.</summary>
public static class OptionsMatch
{
    /// <summary>True when the options have every required value. Numbers are compared by value, however they are written.</summary>
    /// <param name="where">Option name → required value; empty matches every condition.</param>
    /// <param name="options">Every option of the condition, as the record keeps it.</param>
    public static bool Matches(IReadOnlyDictionary<string, JsonNode> where, JsonElement options) => where.All(required =>
        options.TryGetProperty(required.Key, out var value)
        && CanonicalJson.Of(JsonSerializer.SerializeToNode(value)) == CanonicalJson.Of(required.Value));
}
