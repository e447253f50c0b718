using System.Text.Json.Nodes;

namespace Engram.Web.Claims;

/// <summary>The settings that select conditions, in words.</summary>
internal static class SettingWords
{
    /// <summary>For example <c>method = adam, eta = 0.001</c>.</summary>
    public static string Of(IReadOnlyDictionary<string, JsonNode> where) =>
        where.Count == 0 ? "any settings" : string.Join(", ", where.Select(setting => $"{setting.Key} = {setting.Value.ToJsonString().Trim('"')}"));
}
