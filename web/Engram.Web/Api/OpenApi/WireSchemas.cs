using System.Text.Json.Nodes;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engram.Web.Api.OpenApi;

/// <summary>Describes values as <see cref="Json.WireFormat"/> writes them, where the framework guesses otherwise.</summary>
internal static class WireSchemas
{
    /// <summary>Adjusts the schema of one type or property.</summary>
    public static Task Transform(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var plain = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (plain == typeof(Guid)) DescribeIdentifier(schema);
        if (plain == typeof(double)) DescribeDouble(schema);
        if (WordParameter(context) is { } words) schema.Enum = [.. Rules.Words(words).Select(word => (JsonNode)word)];
        if (context.JsonTypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Dictionary
            && context.JsonTypeInfo.ElementType == typeof(Guid))
        {
            var identifier = new OpenApiSchema();
            DescribeIdentifier(identifier);
            schema.AdditionalProperties = identifier;
        }
        RequireWhatIsWritten(schema, context);
        return Task.CompletedTask;
    }

    // A parameter with a parser of its own is a text to the framework.
    private static Type? WordParameter(OpenApiSchemaTransformerContext context) =>
        context.ParameterDescription?.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo.ParameterType: var type }
        && (Nullable.GetUnderlyingType(type) ?? type) is { IsGenericType: true } plain ? Rules.Enumeration(plain) : null;

    private static void DescribeIdentifier(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.String;
        schema.Format = null;
        schema.Pattern = "^[0-9a-f]{32}$";
    }

    private static void DescribeDouble(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Format = null;
        schema.AnyOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["NaN", "Infinity", "-Infinity"] },
        ];
    }

    // A member that has no value is absent: it can be neither required nor null.
    private static void RequireWhatIsWritten(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        foreach (var property in context.JsonTypeInfo.Properties.Where(property => property.IsGetNullable)) schema.Required?.Remove(property.Name);
    }
}
