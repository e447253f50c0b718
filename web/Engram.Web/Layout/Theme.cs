using Engram.Web.Pages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Web.Layout;

/// <summary>Light, dark, or as the system says: remembered in a cookie, so that the server paints the right one at once.</summary>
internal static class Theme
{
    private const string Cookie = "theme";

    /// <summary><c>light</c>, <c>dark</c>, or null to follow the system.</summary>
    public static string? Of(HttpContext context) => Known(context.Request.Cookies[Cookie]);

    // Without antiforgery: whoever forges this post changes a colour.
    public static void MapTheme(this IEndpointRouteBuilder routes) => routes.MapPost("/theme", Choose).DisableAntiforgery().ExcludeFromDescription();

    private static RedirectHttpResult Choose(HttpContext context, [FromForm] string? theme, [FromForm] string? back)
    {
        if (Known(theme) is { } chosen)
        {
            context.Response.Cookies.Append(Cookie, chosen, new() { Path = "/", SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365) });
        }
        else
        {
            context.Response.Cookies.Delete(Cookie);
        }
        return TypedResults.LocalRedirect(RedirectHttpResult.IsLocalUrl(back) ? back! : Urls.Studies());
    }

    private static string? Known(string? theme) => theme is "light" or "dark" ? theme : null;
}
