namespace Engram.Web.Api.OpenApi;

/// <summary>The description as a page one can read and try, at <c>/docs</c>: works without a network.</summary>
internal static class DocsPage
{
    // The script is not plain ASCII: without the charset it does not even parse.
    private const string Page = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Engram: REST API</title>
          <link rel="icon" href="/icon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/lib/swagger-ui/swagger-ui.css">
          <script src="/lib/swagger-ui/swagger-ui-bundle.js" defer></script>
          <script src="/docs.js" defer></script>
        </head>
        <body>
          <main id="docs"><noscript>This page needs JavaScript; the description itself is at <a href="/openapi/v1.json">/openapi/v1.json</a>.</noscript></main>
        </body>
        </html>
        """;

    /// <summary>Maps <c>/docs</c>.</summary>
    public static void MapDocs(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/docs", () => TypedResults.Text(Page, "text/html; charset=utf-8")).ExcludeFromDescription();
}
