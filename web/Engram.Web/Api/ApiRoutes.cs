using Engram.Web.Api.Json;
using Engram.Web.Layout;

namespace Engram.Web.Api;

/// <summary>The REST API, version 1: what it needs, and its table of contents.</summary>
internal static class ApiRoutes
{
    /// <summary>How values are written, how refusals look, and the description at <c>/openapi/v1.json</c>.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => WireFormat.Apply(options.SerializerOptions));
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi("v1");
    }

    /// <summary>Refusals and our own mistakes as problem+json, for programs only: pages have words of their own.</summary>
    public static void UseApi(this WebApplication app) => app.UseWhen(context => PagesHost.IsForPrograms(context.Request.Path), api =>
    {
        api.UseExceptionHandler();
        api.UseStatusCodePages();
    });

    /// <summary>Every resource under <c>/api/v1</c>, and its description.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi();
    }
}
