using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using Engram.Web.Api.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace Engram.Web.Api.Requests;

/// <summary>A JSON body, read strictly: what is wrong with it is collected in <see cref="Faults"/>, all of it at once.</summary>
/// <typeparam name="T">A record with <c>required</c> and <c>init</c> properties; their attributes say what is allowed.</typeparam>
/// <remarks>
/// The handler runs only when nothing is wrong (<see cref="StrictRequests"/>), so <see cref="Value"/> is always there.
/// Only <c>application/json</c> is taken. A foreign web page cannot send that without asking us first (CORS), which we refuse.
/// </remarks>
internal sealed class Body<T> : ISent, IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T value, ReadOnlyMemory<byte> bytes) => (Value, Bytes) = (value, bytes);

    /// <summary>What was sent.</summary>
    public T Value { get; }

    /// <summary>As it was sent.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <inheritdoc/>
    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var faults = Faults.Of(context);
        if (!context.Request.HasJsonContentType())
        {
            faults.MediaType = true;
            return new(null!, default);
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        return new(Read(bytes, faults)!, bytes);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
        builder.Metadata.Add(new TakesBody());
    }

    private static T? Read(ReadOnlyMemory<byte> bytes, Faults faults)
    {
        try
        {
            if (bytes.IsEmpty) faults.Fields.Add("$", "The body is empty; send a JSON object.");
            else if (!Utf8.IsValid(bytes.Span)) faults.Fields.Add("$", "The body is not UTF-8.");
            else
            {
                using var document = JsonDocument.Parse(bytes);
                var value = StrictJson.Read<T>(document.RootElement, WireFormat.Options, faults.Fields);
                if (value is null) faults.Salvaged = StrictJson.Salvage<T>(document.RootElement, WireFormat.Options, faults.Fields);
                return value;
            }
        }
        catch (JsonException e)
        {
            faults.Fields.Add("$", Body.NotJson(e));
        }
        return null;
    }
}

/// <summary>Words that all bodies share.</summary>
internal static class Body
{
    /// <summary>What is wrong with a body that is not JSON.</summary>
    public static string NotJson(JsonException error) =>
        $"The body is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}. {Sentence(error.Message)}";

    // The parser counts lines from 0 at the end of its message, which we have said counting from 1; and it advises its programmer, not the caller.
    private static string Sentence(string message) => message.Split(" LineNumber:")[0]
        .Replace(" Change the reader options.", "", StringComparison.Ordinal);
}
