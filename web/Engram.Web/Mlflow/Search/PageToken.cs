using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Engram.Web.Mlflow.Search;

/// <summary>Where the next page begins, as text that clients hand back unread.</summary>
internal static class PageToken
{
    /// <summary>The token of a page that begins after some entries.</summary>
    public static string Write(long offset) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"offset\": {offset}}}")));

    /// <summary>How many entries come before; none when there is no token.</summary>
    /// <exception cref="MlflowException">It is none of ours.</exception>
    public static long Read(string? token)
    {
        if (string.IsNullOrEmpty(token)) return 0;
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(token));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("offset", out var given) && given.TryGetInt64(out var offset) && offset >= 0) return offset;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException)
        {
            // Said below, as for every other token that is none.
        }
        throw MlflowException.Invalid("Invalid page token, could not be read. Send the next_page_token of the answer before, as it was.");
    }
}
