namespace Engram.Web.Api.OpenApi;

/// <summary>The description of the API at <c>/openapi/v1.json</c>: made from the code, completed with what every endpoint has in common.</summary>
internal static class Description
{
    private const string Introduction = """
        Times are ISO 8601 in UTC. Identifiers are UUIDs written as 32 hexadecimal digits. A double reads back to the same bits; NaN and the infinities are
        the strings "NaN", "Infinity" and "-Infinity", both ways. A member that has no value is absent.

        Lists come in pages: give an answer's `nextCursor` as `cursor` to get the next one; the last page has none.

        A refused request changes nothing and answers `application/problem+json` (RFC 9457); `errors` has everything that is wrong with it, at once.
        A parameter or member that is not known is an error.

        Every address that takes GET takes HEAD too.
        """;

    /// <summary>Registers the description.</summary>
    public static void AddDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Engram", Version = "v1", Description = Introduction };
            // Relative to where it was read from, so that it is right behind a proxy too.
            document.Servers = [];
            foreach (var path in document.Paths.Values) path.Operations?.Remove(HttpMethod.Head);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(WireSchemas.Transform);
        options.AddOperationTransformer(CommonAnswers.Transform);
    });
}
