using Engram.Web.Api.Problems;

namespace Engram.Web.Hosting;

/// <summary>Keeps foreign web pages from driving an instance through its user's browser.</summary>
/// <remarks>
/// An instance without accounts answers whoever reaches it, and a browser on the same machine carries other people's pages. Two things tell them
/// apart.
/// The name: a page that lets its own name point to this machine (DNS rebinding) asks for a Host that is not ours. The origin: browsers say
/// which page a changing request comes from, and scripts outside browsers say nothing.
/// </remarks>
internal static class OwnVisitors
{
    /// <summary>Refuses requests under a foreign name, and changes asked for by foreign pages.</summary>
    /// <remarks>
    /// Names: with addresses on this machine only, its own names; otherwise all. <c>ENGRAM_HOSTS</c> (names separated by semicolons)
    /// replaces that, for example behind a proxy.
    /// </remarks>
    public static void UseOwnVisitors(this WebApplication app)
    {
        var named = (app.Configuration["ENGRAM_HOSTS"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var onlyHere = named.Length == 0 && Addresses.Read(app.Configuration).All(Addresses.IsLoopback);
        app.Use((context, next) =>
        {
            var host = context.Request.Host.Host;
            // Probes of a supervisor ask by address; what they hear is no secret.
            if (context.Request.Path.Value is "/health" or "/ready") return next(context);
            if (onlyHere ? !Addresses.IsLoopbackHost(host) : named.Length > 0 && !named.Contains(host, StringComparer.OrdinalIgnoreCase))
            {
                return Foreign($"This instance does not answer to the name '{host}'. Use "
                    + $"{(onlyHere ? "http://localhost or http://127.0.0.1" : string.Join(" or ", named))} with its port, or name it in "
                    + "ENGRAM_HOSTS.").WriteAsync(context);
            }
            return IsChange(context.Request.Method) && IsFromElsewhere(context.Request)
                ? Foreign("A page of another site asked for a change; only this instance's own pages, and programs outside browsers, may.")
                    .WriteAsync(context)
                : next(context);
        });
    }

    private static bool IsChange(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    private static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers.Origin is [{ Length: > 0 } origin])
        {
            // Scheme aside: a proxy may end TLS in front of us.
            return !Uri.TryCreate(origin, UriKind.Absolute, out var page) || !Same(page, request.Host);
        }
        return request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site] && site is not ("same-origin" or "none");
    }

    private static bool Same(Uri page, HostString here) =>
        page.Host.Equals(here.Host, StringComparison.OrdinalIgnoreCase) && page.Port == (here.Port ?? (page.Scheme == Uri.UriSchemeHttps ? 443 : 80));

    private static Problem Foreign(string detail) => new("Foreign request", StatusCodes.Status403Forbidden, detail);
}
