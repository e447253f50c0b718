using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Web.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Experiments;

/// <summary>The catalogue over HTTP.</summary>
internal static class ExperimentsApi
{
    /// <summary>Maps <c>/experiments</c>.</summary>
    public static void MapExperiments(this IEndpointRouteBuilder api)
    {
        var experiments = api.MapGroup("/experiments").WithTags("Experiments");
        experiments.MapGet("", List);
        experiments.MapGet("/{name}", Get);
    }

    /// <summary>All experiments, by name.</summary>
    /// <response code="200">The catalogue.</response>
    internal static Ok<IEnumerable<ExperimentSummary>> List(ExperimentCatalog catalog) =>
        TypedResults.Ok(catalog.Experiments.Select(ExperimentSummary.Of));

    /// <summary>One experiment: its options as JSON Schema, presets, tasks, metrics, claims, tables.</summary>
    /// <param name="name">Name of the experiment.</param>
    /// <response code="200">The experiment.</response>
    /// <response code="404">There is no such experiment.</response>
    internal static Results<Ok<ExperimentAnswer>, Missing> Get(string name, ExperimentCatalog catalog) => catalog.TryFind(name) is { } experiment
        ? TypedResults.Ok(ExperimentAnswer.Of(experiment))
        : new Missing($"There is no experiment '{name}'. {NearestName.Suggestion(name, [.. catalog.Experiments.Select(one => one.Name)])} GET "
            + "/api/v1/experiments lists all.");
}
