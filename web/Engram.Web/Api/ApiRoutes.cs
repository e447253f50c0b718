using Engram.Web.Api.Archives;
using Engram.Web.Api.Artifacts;
using Engram.Web.Api.Checkpoints;
using Engram.Web.Api.Claims;
using Engram.Web.Api.Comparisons;
using Engram.Web.Api.Deletions;
using Engram.Web.Api.Experiments;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Json;
using Engram.Web.Api.Metrics;
using Engram.Web.Api.OpenApi;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Projects;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Runs;
using Engram.Web.Api.Studies;
using Engram.Web.Api.Tables;
using Engram.Web.Api.Workers;
using Engram.Web.Claims;
using Engram.Web.Layout;
using Engram.Web.Live;

namespace Engram.Web.Api;

/// <summary>The REST API, version 1: what it needs, and its table of contents.</summary>
internal static class ApiRoutes
{
    /// <summary>How values are written, how refusals look, and the description at <c>/openapi/v1.json</c>.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => WireFormat.Apply(options.SerializerOptions));
        // Wrong parameters are told by StrictRequests, all at once, in Development too.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddScoped<IdempotencyKey>();
        builder.Services.AddScoped<StudyPlanner>();
        builder.Services.AddScoped<NewRunCheck>();
        builder.Services.AddScoped<RunRows>();
        builder.Services.AddScoped<QuestionCheck>();
        builder.Services.AddSingleton<ClaimJudge>();
        builder.Services.AddSingleton<TableEvaluation>();
        builder.Services.AddDescription();
    }

    /// <summary>Refusals and our own mistakes as problem+json, for programs only: pages have words of their own.</summary>
    public static void UseApi(this WebApplication app) => app.UseWhen(context => PagesHost.IsForPrograms(context.Request.Path), api =>
        api.UseProblems());

    /// <summary>Every resource under <c>/api/v1</c>, and its description.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapDocs();
        var api = app.MapGroup("/api/v1").Strict().WithHead();
        api.MapExperiments();
        api.MapProjects();
        api.MapStudies();
        api.MapTables();
        api.MapClaims();
        api.MapRuns();
        api.MapDeletions();
        api.MapArchives();
        api.MapBin();
        api.MapSeries();
        api.MapPoints();
        api.MapCheckpoints();
        api.MapArtifacts();
        api.MapComparisons();
        api.MapWorkers();
        api.MapEvents();
    }
}
