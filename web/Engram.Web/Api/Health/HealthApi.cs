using Engram.Tracking.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Engram.Web.Api.Health;

/// <summary>Whether the host is alive and whether it can do its work.</summary>
internal static class HealthApi
{
    /// <summary>Maps <c>/health</c>, <c>/ready</c> and <c>/metrics</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithTags("Health");
        health.MapGet("/health", Alive).Produces<string>(StatusCodes.Status200OK, "text/plain");
        health.MapGet("/ready", Ready).Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/metrics", PrometheusText.Read).Produces<string>(StatusCodes.Status200OK, "text/plain");
    }

    /// <summary>Answers as long as the process does.</summary>
    /// <response code="200">Alive.</response>
    internal static ContentHttpResult Alive() => TypedResults.Text("OK"); // What MLflow's clients expect, too.

    /// <summary>Whether the database can be reached and has the schema this program was made for.</summary>
    /// <response code="200">Ready.</response>
    /// <response code="503">Not ready; says why.</response>
    internal static async Task<Results<Ok<HealthAnswer>, JsonHttpResult<HealthAnswer>>> Ready(NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            await Schema.RequireCurrentAsync(database, ct);
            return TypedResults.Ok(new HealthAnswer("ready", null));
        }
        catch (Exception e) when (e is SchemaException or NpgsqlException or TimeoutException)
        {
            return TypedResults.Json(new HealthAnswer("not ready", e.Message), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
