using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.Web.Api.Json;

namespace Engram.Web.Mlflow;

/// <summary>How values look to MLflow clients.</summary>
/// <remarks>Names in snake case; what is not there is left out; 64-bit integers are numbers; NaN and the infinities are strings, every other double a number
/// that brings back the same bits.</remarks>
internal static class MlflowJson
{
    /// <summary>The format.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new DoubleConverter() },
    };

    /// <summary>An answer of 200.</summary>
    public static IResult Answer<T>(T answer) => TypedResults.Json(answer, Options, "application/json");

    /// <summary>The answer of calls that have nothing to say.</summary>
    public static IResult Done { get; } = TypedResults.Json(new Dictionary<string, string>(), Options, "application/json");
}
