using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Engram.Web.Api.Json;

/// <summary>How values look in JSON, both ways.</summary>
/// <remarks>
/// A double is written with as many digits as bring back the same bits; NaN and the infinities, which JSON has no numbers for,
/// are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>. Nothing else may stand in quotes where a number is wanted.
/// </remarks>
internal static class WireFormat
{
    /// <summary>For values that do not pass through the framework: events, comparisons kept in the database.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Sets <paramref name="options"/> to this format and returns them.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolver ??= new DefaultJsonTypeInfoResolver();
        // η and quotes as they are: answers are application/json with nosniff, never part of a page.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new IdentifierConverter());
        options.Converters.Add(new DoubleConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }
}
