using System.Text.Json;

namespace Engram.Client.Spooling;

/// <summary>Whose spool it is: the run, and the server it is for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Server">Address of the server.</param>
internal sealed record SpoolHead(Guid Run, Uri Server)
{
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("run", Run.ToString("N"));
            json.WriteString("server", Server.ToString());
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>Null when the bytes are no head: the program ended while it wrote them, and so before it logged anything.</summary>
    public static SpoolHead? TryRead(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return new(Guid.ParseExact(json.RootElement.GetProperty("run").GetString()!, "N"), new Uri(json.RootElement.GetProperty("server").GetString()!));
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
