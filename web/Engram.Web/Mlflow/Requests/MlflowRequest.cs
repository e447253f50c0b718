using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Engram.Web.Mlflow.Requests;

/// <summary>Reads a call as an MLflow server does: a body that is no JSON is an empty one, one that is JSON in a JSON string is unpacked.</summary>
internal static class MlflowRequest
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64 };

    /// <summary>The parameters of a call.</summary>
    /// <exception cref="MlflowException">The body is not announced as JSON, or is no object.</exception>
    public static async ValueTask<MlflowFields?> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return new(OfQuery(request.Query), isQuery: true);
        if (!IsJson(request.ContentType))
        {
            throw MlflowException.Invalid($"Bad Request. The Content-Type header is {(request.ContentType is { } type ? $"'{type}'" : "not there")}; "
                + "it should be 'application/json'.");
        }
        if (context.GetEndpoint()?.Metadata.GetMetadata<MostBytes>() is { } most
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most.Count;
        }
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Lenient, context.RequestAborted);
            return Of(document.RootElement.Clone());
        }
        catch (JsonException malformed)
        {
            return Empty(malformed);
        }
    }

    /// <summary>The fields of an object; of one given twice the last.</summary>
    public static Dictionary<string, JsonElement> FieldsOf(JsonElement given)
    {
        Dictionary<string, JsonElement> fields = [];
        foreach (var field in given.EnumerateObject())
        {
            if (NameOf(field) is { } name) fields[name] = field.Value;
        }
        return fields;
    }

    // A name that is no text is none that is known.
    private static string? NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static MlflowFields Of(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Object => new(FieldsOf(body)),
        JsonValueKind.Null => new(new Dictionary<string, JsonElement>()),
        JsonValueKind.String => Unpack(body),
        _ => throw MlflowException.Invalid($"The body is a JSON {body.ValueKind.ToString().ToLowerInvariant()}; send an object."),
    };

    private static MlflowFields Unpack(JsonElement body)
    {
        try
        {
            using var inner = JsonDocument.Parse(MlflowText.Of(body, "body"), Lenient);
            return inner.RootElement.ValueKind == JsonValueKind.String ? throw MlflowException.Invalid("The body is a JSON string in a JSON string; send an object.")
                : Of(inner.RootElement.Clone());
        }
        catch (JsonException malformed)
        {
            return Empty(malformed);
        }
    }

    private static MlflowFields Empty(JsonException malformed) => new(new Dictionary<string, JsonElement>(),
        trouble: $" The body is no JSON{(malformed is { LineNumber: { } line, BytePositionInLine: { } place } ? $" (line {line + 1}, byte {place + 1})" : "")} and counts as empty.");

    private static Dictionary<string, JsonElement> OfQuery(IQueryCollection query) => query.ToDictionary(
        parameter => parameter.Key.EndsWith("[]", StringComparison.Ordinal) ? parameter.Key[..^2] : parameter.Key,
        parameter => parameter.Value.Count == 1 ? JsonSerializer.SerializeToElement(parameter.Value[0]) : JsonSerializer.SerializeToElement(parameter.Value.ToArray()));

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Marks an endpoint whose bodies may be larger than those of others.</summary>
/// <param name="Count">Most bytes.</param>
internal sealed record MostBytes(long Count);
