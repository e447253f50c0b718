using System.Text.Json;

namespace Engram.Web.Mlflow.Requests;

/// <summary>Texts as they come in JSON, and as PostgreSQL can keep them.</summary>
internal static class MlflowText
{
    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="MlflowException">It has a NUL character or half a surrogate pair, which no text column can keep.</exception>
    public static string Of(JsonElement given, string path)
    {
        string text;
        try
        {
            text = given.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw MlflowException.InvalidValue(Raw(given), path, "It has half a surrogate pair or bytes that are not UTF-8, which are no characters. Send text in UTF-8.");
        }
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw MlflowException.InvalidValue(Raw(given), path, "It has a NUL character, which cannot be stored. Leave it out.") : text;
    }

    /// <summary>A value as it was sent, for words about it.</summary>
    public static string Raw(JsonElement given)
    {
        try
        {
            return given.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return "(bytes that are not UTF-8)";
        }
    }
}
