using Engram.Web.Mlflow;
using Engram.Web.Pages;

namespace Engram.Web.Layout;

/// <summary>Puts the pages into the host: <c>AddPages</c>, <c>UsePages</c>, <c>MapPages</c>.</summary>
internal static class PagesHost
{
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        // From build output outside Development, static files answer 404 unless the manifest is asked for; after publish there is none and this does nothing.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<StudyResultsReader>();
        builder.Services.AddSingleton<CompareReader>();
        builder.Services.AddScoped<StudyFormSubmission>();
        builder.Services.AddSingleton<MemoryReader>();
        return builder;
    }

    /// <summary>Words instead of bare status codes, for pages only: the API answers problem+json itself.</summary>
    public static WebApplication UsePages(this WebApplication app)
    {
        app.UseWhen(context => !IsForPrograms(context.Request.Path), pages =>
        {
            pages.UseExceptionHandler(Urls.Error());
            pages.UseStatusCodePagesWithReExecute(Urls.NotFound());
        });
        app.Use(Harden);
        app.UseRouting(); // After the branch above, which runs everything below it a second time for the words.
        app.UseAntiforgery();
        return app;
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapTheme();
        app.MapRazorComponents<Document>().Finally(WithHead);
        app.MapFragments();
        app.MapRunCurves();
        app.MapStudyCurves();
    }

    /// <summary>True where a program is answered, false where a person reads.</summary>
    public static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/openapi") || path == "/health" || path == "/ready" || path == "/metrics"
            || MlflowRoutes.IsCall(path);

    // HEAD answers what GET does, without the body: monitors and link checkers ask so.
    private static void WithHead(EndpointBuilder page)
    {
        if (page.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is not { } methods) return;
        page.Metadata.Remove(methods);
        page.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
    }

    /// <summary>Nothing but our own files: no inline script, no inline style, no frame around us.</summary>
    private static Task Harden(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
