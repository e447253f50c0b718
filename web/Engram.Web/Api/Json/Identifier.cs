namespace Engram.Web.Api.Json;

/// <summary>The text of an identifier.</summary>
internal static class Identifier
{
    /// <summary>What an identifier looks like, for refusals.</summary>
    public const string Rule = "An identifier is 32 hexadecimal digits, as the API writes it.";

    /// <summary>Reads 32 hex digits, with or without the four dashes.</summary>
    public static bool TryParse(string? text, out Guid id) =>
        Guid.TryParseExact(text, "N", out id) || Guid.TryParseExact(text, "D", out id);
}
