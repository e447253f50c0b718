using System.Globalization;
using System.Security.Cryptography;
using Engram.Numerics.Random;
using Engram.Tracking.Inputs;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Artifacts;
using Engram.Web.Mlflow.Experiments;
using Engram.Web.Mlflow.Metrics;
using Engram.Web.Mlflow.Naming;
using Engram.Web.Mlflow.Runs;
using Engram.Web.Mlflow.Search;
using Engram.Web.Pages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow;

/// <summary>What an unchanged MLflow client finds here: the tracking calls of MLflow's REST API 2.0, and its artifact proxy.</summary>
/// <remarks>An experiment is a project and a run a run: whatever comes in by this door is seen on every page, and the platform's own runs are seen by clients.</remarks>
internal static class MlflowRoutes
{
    /// <summary>The version of MLflow whose calls these are.</summary>
    public const string Version = "3.11.2";

    private static readonly string[] Prefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"];

    /// <summary>What the calls need.</summary>
    public static void AddMlflow(this WebApplicationBuilder builder)
    {
        // Names need not be hard to guess, only different on every start.
        builder.Services.AddSingleton(_ => new RunNames(RandomStream.FromSeed(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8))).Split("names of runs")));
        builder.Services.AddSingleton<ExternalRunWrites>();
        builder.Services.AddSingleton<RunInputWrites>();
        builder.Services.AddSingleton<PageSearch>();
        builder.Services.AddScoped<ExperimentDirectory>();
        builder.Services.AddScoped<ExperimentBin>();
        builder.Services.AddScoped<RunReader>();
        builder.Services.AddScoped<RunBin>();
        builder.Services.AddScoped<MetricHistory>();
        builder.Services.AddScoped<ArtifactPlaces>();
    }

    /// <summary>Refusals in MLflow's words, for its calls only.</summary>
    public static void UseMlflow(this WebApplication app) =>
        app.UseWhen(context => IsCall(context.Request.Path), mlflow => mlflow.Use(MlflowErrors.ExplainAsync));

    /// <summary>Every call, under the prefix of programs and that of browsers.</summary>
    public static void MapMlflow(this WebApplication app)
    {
        var root = app.MapGroup("").ExcludeFromDescription().DisableAntiforgery();
        foreach (var prefix in Prefixes)
        {
            var mlflow = root.MapGroup(prefix);
            mlflow.MapExperimentCalls();
            mlflow.MapRunCalls();
            mlflow.MapLogCalls();
            mlflow.MapInputCalls();
            mlflow.MapHistoryCalls();
            mlflow.MapArtifactList();
            mlflow.MapLoggedModelCalls();
            mlflow.Map("{**call}", NoCall);
            root.MapGroup(prefix + "-artifacts").MapArtifactProxy();
        }
        root.MapGroup(Prefixes[1]).MapBulkHistory();
        root.MapGroup(Prefixes[1]).MapDatasetSearch();
        root.MapBrowserArtifacts();
        root.MapGet("/mlflow/experiments/{id}", ExperimentPage);
        root.MapGet("/version", () => TypedResults.Text(Version, "text/html"));
        root.MapGet("/api/3.0/mlflow/server-info", () => MlflowJson.Answer(new { StoreType = "SqlStore", WorkspacesEnabled = false }));
    }

    // Where the addresses that clients print for experiments lead.
    private static async Task<IResult> ExperimentPage(string id, EngramDb db, CancellationToken ct) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await db.Projects.Where(p => p.Number == number && p.DeletedAt == null).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct) is { } project
            ? TypedResults.Redirect(Urls.Runs(new RunsAddress { Project = project })) : TypedResults.NotFound();

    // Pages answer every address that a browser may ask for; without this, asking wrongly would be asking for a page.
    private static StatusCodeHttpResult NoCall(HttpContext context, EndpointDataSource endpoints)
    {
        var path = context.Request.Path.Value!;
        string[] methods = [.. endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => path.Equals(endpoint.RoutePattern.RawText, StringComparison.OrdinalIgnoreCase))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Distinct()];
        if (methods.Length == 0) return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        context.Response.Headers.Allow = methods;
        return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    /// <summary>True for what only MLflow clients ask for.</summary>
    public static bool IsCall(PathString path) =>
        path.StartsWithSegments("/ajax-api") || path.StartsWithSegments("/api/2.0") || path.StartsWithSegments("/api/3.0") || path == "/get-artifact" || path == "/version";
}
