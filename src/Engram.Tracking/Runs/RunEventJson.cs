using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.Tracking.Runs;

/// <summary>How events travel: camelCase, enumerations as the words the tables use, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(Word<RunEventKind>), typeof(Word<RunState>)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunEvent))]
internal sealed partial class RunEventJson : JsonSerializerContext
{
    private sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase) where T : struct, Enum;
}
