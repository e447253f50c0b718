using Engram.Web.Api;
using Engram.Web.Hosting;

namespace Engram.Web.Tests.Api;

/// <summary>Every address of the API, without a database and without a server.</summary>
internal static class ApiEndpoints
{
    public static IReadOnlyList<(string Method, string Pattern)> All()
    {
        var builder = WebApplication.CreateBuilder(["--ConnectionStrings:Engram=Host=nowhere"]);
        builder.AddRecord();
        builder.AddArtifacts();
        builder.AddBin();
        builder.AddApi();
        using var app = builder.Build();
        app.MapApi();
        return
        [
            .. from source in ((IEndpointRouteBuilder)app).DataSources
               from endpoint in source.Endpoints.OfType<RouteEndpoint>()
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
               where method != "HEAD"
               select (method, endpoint.RoutePattern.RawText!.TrimEnd('/')),
        ];
    }
}
