using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using Engram.Tracking.Metrics;
using Engram.Web.Api.Json;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.Metadata;

namespace Engram.Web.Api.Metrics;

/// <summary>Points in the body of a request, as JSON or as binary columns, read strictly.</summary>
/// <remarks>While no more can wait to be written, the body is not even read: whoever sends is told so early.</remarks>
internal sealed class PointsBody : IBindableFromHttpContext<PointsBody>, IEndpointParameterMetadataProvider
{
    private const int Unannounced = 64 << 10;

    private PointsBody(PostedPoints? points) => Points = points;

    /// <summary>What was sent; null when the body was not read because there is no room. With faults the handler does not run.</summary>
    public PostedPoints? Points { get; }

    /// <inheritdoc/>
    public static async ValueTask<PointsBody?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var faults = Faults.Of(context);
        var isColumns = context.Request.ContentType?.Split(';')[0].Trim() == PointColumns.MediaType;
        if (!isColumns && !context.Request.HasJsonContentType())
        {
            faults.MediaType = true;
            return new(null);
        }
        if (Identifier.TryParse(context.Request.RouteValues["id"] as string, out var run)
            && context.RequestServices.GetRequiredService<Ingestion>().IsFull(run)) return new(null);

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(context.Request.ContentLength + 1 ?? Unannounced, Hosting.Addresses.LargestBody));
        try
        {
            var length = 0;
            for (int read; (read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted)) > 0;)
            {
                length += read;
                if (length == buffer.Length) buffer = Grown(buffer);
            }
            return new(isColumns ? PointColumns.Read(buffer.AsSpan(0, length), faults.Fields) : ReadJson(buffer.AsSpan(0, length), faults));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AcceptsMetadata(["application/json", PointColumns.MediaType], typeof(PostedPoints)));
        builder.Metadata.Add(new TakesBody());
    }

    private static PostedPoints? ReadJson(ReadOnlySpan<byte> body, Faults faults)
    {
        try
        {
            if (body.IsEmpty) faults.Fields.Add("$", "The body is empty; send a JSON object.");
            else if (!Utf8.IsValid(body)) faults.Fields.Add("$", "The body is not UTF-8.");
            else return new PointsJson(body, new(faults.Fields)).Read();
        }
        catch (JsonException e)
        {
            faults.Fields.Add("$", Body.NotJson(e));
        }
        return null;
    }

    private static byte[] Grown(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
