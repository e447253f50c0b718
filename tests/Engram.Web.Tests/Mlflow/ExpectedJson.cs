using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Mlflow;

/// <summary>Compares an answer with what was expected, exactly: no field more, none less.</summary>
/// <param name="names">What was named so far; receives what is named here.</param>
internal sealed class ExpectedJson(Dictionary<string, string> names)
{
    /// <summary>What differs first, or null.</summary>
    public string? Difference(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        if (expected is JsonValue text && text.TryGetValue<string>(out var pattern) && pattern.Length > 0 && actual is not null)
        {
            if (pattern == "*") return null;
            var said = actual is JsonValue value && value.TryGetValue<string>(out var found) ? found : actual.ToJsonString();
            if (pattern[0] == '=')
            {
                names[pattern[1..]] = said;
                return null;
            }
            if (actual is not JsonValue || actual.GetValueKind() != System.Text.Json.JsonValueKind.String) return $"{path}: expected the text {pattern}, was {actual.ToJsonString()}";
            if (pattern[^1] == '*') return said.StartsWith(pattern[..^1], StringComparison.Ordinal) ? null : $"{path}: expected {pattern}, was {said}";
            return said == pattern ? null : $"{path}: expected {pattern}, was {said}";
        }
        return (expected, actual) switch
        {
            (JsonObject left, JsonObject right) => left.Select(field => field.Key).Concat(right.Select(field => field.Key)).Distinct()
                .Select(key => !right.ContainsKey(key) ? $"{path}.{key} is missing" : !left.ContainsKey(key) ? $"{path}.{key} should not be there: {right[key]?.ToJsonString()}"
                    : Difference(left[key], right[key], $"{path}.{key}")).FirstOrDefault(difference => difference is not null),
            (JsonArray left, JsonArray right) => left.Count != right.Count ? $"{path} has {right.Count} entries, not {left.Count}: {right.ToJsonString()}"
                : left.Zip(right).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(difference => difference is not null),
            _ => expected?.ToJsonString() == actual?.ToJsonString() ? null : $"{path}: expected {expected?.ToJsonString() ?? "null"}, was {actual?.ToJsonString() ?? "null"}",
        };
    }
}
