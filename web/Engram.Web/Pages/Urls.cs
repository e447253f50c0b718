namespace Engram.Web.Pages;

/// <summary>The one place where the address of a page is built.</summary>
/// <remarks>The state of a page is in its address; every page has its builder here, and a test sees to it.</remarks>
internal static class Urls
{
    public static string Studies() => "/";

    public static string Experiments() => "/experiments";

    public static string Workers() => "/workers";

    public static string NotFound() => "/not-found";

    public static string Error() => "/error";
}
