using Engram.Experiments;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Studies;
using Engram.Web.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Claims;

/// <summary>Claims over HTTP: what an experiment's source expects, and what a study says about it.</summary>
internal static class ClaimsApi
{
    /// <summary>Maps <c>/claims</c>.</summary>
    public static void MapClaims(this IEndpointRouteBuilder api) => api.MapGroup("/claims").WithTags("Claims").MapGet("", Judge);

    /// <summary>Each claim of the study's experiment: holds, fails or undecided, with estimate, interval and number of seeds.</summary>
    /// <param name="study">Identifier of the study.</param>
    /// <response code="200">The claims.</response>
    /// <response code="404">There is no such study.</response>
    /// <response code="409">This program does not have the study's experiment.</response>
    internal static async Task<Results<Ok<ClaimsAnswer>, Missing, Conflicting>> Judge(
        Guid study, EngramDb db, ExperimentCatalog catalog, ClaimJudge judge, CancellationToken ct)
    {
        if (await NameAsync(study, db, ct) is not { } name) return Missing.Of("study", study, StudiesApi.Address);
        if (catalog.TryFind(name) is not { } experiment) return NoExperiment(name);
        return TypedResults.Ok(new ClaimsAnswer(study, name, [.. (await judge.JudgeAsync(study, experiment, ct)).Select(ClaimAnswer.Of)]));
    }

    /// <summary>Name of a study's experiment; null when there is no such study.</summary>
    public static Task<string?> NameAsync(Guid study, EngramDb db, CancellationToken ct) =>
        db.Studies.Where(s => s.Id == study && s.DeletedAt == null).Select(s => s.Experiment).SingleOrDefaultAsync(ct);

    /// <summary>The program does not have an experiment any more.</summary>
    public static Conflicting NoExperiment(string name) =>
        new($"This program has no experiment '{name}': it was removed or renamed. Start the version that ran the study.");
}
