using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.Web.Api.Json;

/// <summary>Identifiers as 32 lower-case hex digits, the text an MLflow client sees too. Dashes are accepted, never written.</summary>
internal sealed class IdentifierConverter : JsonConverter<Guid>
{
    public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Identifier.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException(Identifier.Rule);

    public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString("N"));

    public override Guid ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString("N"));
}
