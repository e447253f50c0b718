using System.Text.Json.Nodes;
using Engram.Experiments;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Runs;

/// <summary>Runs executed again, to see whether the same options and the same seed give the same bits.</summary>
internal static class RunReplays
{
    /// <summary>
    /// Runs a run again as a new one, in a study of its own: the same options, seed and checkpoints to start from. <c>GET /runs/{id}/difference</c>
    /// compares the two.
    /// </summary>
    /// <param name="id">Identifier of the original.</param>
    /// <response code="201">The new run; its address is in <c>Location</c>.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">It has not succeeded, the experiment has changed since, or it is an external run.</response>
    internal static async Task<Results<Created<SubmittedRunAnswer>, Missing, Conflicting>> Replay(
        Guid id, EngramDb db, ExperimentCatalog catalog, StudySubmission submission, IdempotencyKey key, CancellationToken ct)
    {
        if (await RunsApi.FindAsync(id, db, ct) is not { } original) return Missing.Of("run", id, RunsApi.Address);
        if (original.IsExternal) return new Conflicting(RunSubmissions.ExternalRun);
        var (study, condition, seed) = (original.Study!, original.Condition!, original.Seed!.Value);
        if (original.State != RunState.Succeeded)
        {
            return new Conflicting($"The run is {original.State.ToString().ToLowerInvariant()}; only one that succeeded has something to compare "
                + "with.");
        }
        if (catalog.TryFind(study.Experiment)?.Version != study.ExperimentVersion)
        {
            return new Conflicting($"The run was made by version {study.ExperimentVersion} of {study.Experiment}, which this program does not have; "
                + "other bits would say nothing.");
        }

        var inputs = await db.StudyInputs.Where(i => i.StudyId == study.Id).ToDictionaryAsync(i => i.Kind, i => i.CheckpointId, ct);
        const string suffix = ", replay";
        var plan = new StudyPlan($"{study.Name[..Math.Min(study.Name.Length, 200 - suffix.Length)]}{suffix}", study.Experiment,
            study.ExperimentVersion,
            [new(condition.Label, JsonObject.Create(condition.Options.RootElement)!.ToJsonString(), condition.OptionsHash)], [seed])
        {
            Priority = original.Priority,
            Tags = ["replay"],
            Inputs = inputs,
        };
        key.KeepIn(db);
        var made = await submission.SubmitAsync(original.ProjectId, plan, ct);
        return TypedResults.Created($"{RunsApi.Address}/{made.Runs[0].Id:N}",
            new SubmittedRunAnswer(made.Runs[0].Id, made.Id, condition.Label, seed));
    }

    /// <summary>Compares what two runs recorded, bit for bit: every series by steps and values, every checkpoint by its bytes.</summary>
    /// <param name="id">Identifier of the one run.</param>
    /// <param name="with">Identifier of the other.</param>
    /// <response code="200">What differs. Series that measure the machine (durations) may.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">One of them has not succeeded.</response>
    internal static async Task<Results<Ok<RunDifference>, Invalid, Missing, Conflicting>> Difference(
        Guid id, Guid with, EngramDb db, ExperimentCatalog catalog, SeriesReader series, CheckpointReader checkpoints, CancellationToken ct)
    {
        if (await RunsApi.FindAsync(id, db, ct) is not { } left) return Missing.Of("run", id, RunsApi.Address);
        if (await RunsApi.FindAsync(with, db, ct) is not { } right) return new Invalid("with", $"There is no run {with:N}.");
        if (new[] { left, right }.FirstOrDefault(run => run.State != RunState.Succeeded) is { } open)
        {
            return new Conflicting($"Run {open.Id:N} is {open.State.ToString().ToLowerInvariant()}; only runs that succeeded can be compared.");
        }
        HashSet<string> timings = [.. from run in new[] { left, right }
                                      from metric in catalog.TryFind(run.Experiment ?? "")?.Plan.Metrics ?? []
                                      where metric.IsTiming
                                      select metric.Key];
        return TypedResults.Ok(RunDifference.Of(await RecordedRun.ReadAsync(id, series, checkpoints, ct),
            await RecordedRun.ReadAsync(with, series, checkpoints, ct), timings.Contains));
    }
}
