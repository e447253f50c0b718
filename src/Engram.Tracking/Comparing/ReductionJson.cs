using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.Tracking.Comparing;

/// <summary>Reductions as JSON: <c>"last"</c>, <c>"min"</c>, <c>"max"</c>, <c>"mean"</c>, <c>{"mean": {"first": 500}}</c>, <c>{"stepsTo": 0.1}</c>.</summary>
public sealed class ReductionJson : JsonConverter<Reduction>
{
    private const string Known = "Known: \"last\", \"min\", \"max\", \"mean\", {\"mean\": {\"first\": 500}}, {\"stepsTo\": 0.1}.";

    /// <inheritdoc/>
    public override Reduction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        if (json.ValueKind == JsonValueKind.String && Reduction.TryParse(json.GetString(), null, out var named)) return named;
        if (Only(json, "stepsTo") is { ValueKind: JsonValueKind.Number } threshold) return Reduction.StepsTo(threshold.GetDouble());
        if (Only(Only(json, "mean"), "first") is { ValueKind: JsonValueKind.Number } first && first.TryGetInt32(out var points) && points >= 1)
        {
            return Reduction.MeanOfFirst(points);
        }
        throw new JsonException($"{json.GetRawText()} is no reduction. {Known}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Reduction value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case ReductionKind.MeanOfFirst:
                writer.WriteStartObject();
                writer.WriteStartObject("mean");
                writer.WriteNumber("first", value.Points);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case ReductionKind.StepsTo when double.IsFinite(value.Threshold):
                writer.WriteStartObject();
                writer.WriteNumber("stepsTo", value.Threshold);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private static JsonElement? Only(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } && json.Value.EnumerateObject().ToList() is [var only] && only.NameEquals(name) ? only.Value : null;
}
