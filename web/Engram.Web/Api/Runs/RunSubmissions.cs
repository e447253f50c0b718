using System.Text.Json.Nodes;
using Engram.Experiments.Options;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Studies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Runs;

/// <summary>Runs submitted one at a time: each becomes a study of one condition and one seed.</summary>
internal static class RunSubmissions
{
    /// <summary>Submits one run, for which a study of one condition and one seed is made; or begins an external run, to which its caller logs.</summary>
    /// <response code="200">There is such an external run already, with the identifier that was given; nothing was changed.</response>
    /// <response code="201">The run; its address is in <c>Location</c>.</response>
    /// <response code="409">Another run has the identifier that was given.</response>
    internal static async Task<Results<Created<SubmittedRunAnswer>, Ok<SubmittedRunAnswer>, Invalid, Conflicting>> Submit(
        Body<NewRun> body, NewRunCheck check, StudyPlanner planner, ProjectDirectory projects, StudySubmission submission, EngramDb db, IdempotencyKey key,
        TimeProvider time, CancellationToken ct)
    {
        var errors = new FieldErrors();
        await check.CheckAsync(body.Value, errors, ct);
        errors.ThrowIfAny();
        if (body.Value.External) return await ExternalRunsApi.StartAsync(body.Value, projects, db, key, time, ct);
        var made = await SubmitAsync(body.Value.ToStudy(), planner, projects, submission, db, key, ct);
        return made.Result is Created<SubmittedRunAnswer> created ? created : (Invalid)made.Result;
    }

    /// <summary>Submits a copy of a run with other settings or another seed, as a study of its own.</summary>
    /// <param name="id">Identifier of the original.</param>
    /// <response code="201">The copy; its address is in <c>Location</c>.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">It is an external run: there is nothing here that could execute a copy.</response>
    internal static async Task<Results<Created<SubmittedRunAnswer>, Invalid, Missing, Conflicting>> Clone(
        Guid id, Body<RunEdits> body, StudyPlanner planner, ProjectDirectory projects, StudySubmission submission, EngramDb db, IdempotencyKey key,
        CancellationToken ct)
    {
        if (await RunsApi.FindAsync(id, db, ct) is not { } original) return Missing.Of("run", id, RunsApi.Address);
        if (original.IsExternal) return new Conflicting(ExternalRun);
        var options = JsonObject.Create(original.Options.RootElement)!;
        foreach (var (name, value) in body.Value.Options ?? []) options[name] = value?.DeepClone();
        var study = new NewStudy
        {
            Project = original.ProjectId.ToString("N"),
            Experiment = original.Study!.Experiment,
            Name = body.Value.Name ?? $"{original.Study.Name}, copy"[..Math.Min(200, original.Study.Name.Length + 6)],
            Options = options,
            Seeds = new JsonArray(body.Value.Seed ?? original.Seed!.Value),
            Priority = original.Priority,
            Transfer = await db.StudyInputs.Where(i => i.StudyId == original.StudyId).ToDictionaryAsync(i => i.Kind, i => i.CheckpointId, ct),
        };
        var made = await SubmitAsync(study, planner, projects, submission, db, key, ct);
        return made.Result is Created<SubmittedRunAnswer> created ? created : (Invalid)made.Result;
    }

    /// <summary>Why an external run is neither cloned nor replayed.</summary>
    public const string ExternalRun = "The run was logged by a client; no experiment of the catalogue made it, so it cannot be executed here.";

    private static async Task<Results<Created<SubmittedRunAnswer>, Invalid>> SubmitAsync(
        NewStudy study, StudyPlanner planner, ProjectDirectory projects, StudySubmission submission, EngramDb db, IdempotencyKey key,
        CancellationToken ct)
    {
        var plan = await planner.PlanAsync(study, ct);
        var project = await projects.FindOrCreateAsync(study.Project, ct);
        key.KeepIn(db);
        var made = await submission.SubmitAsync(project.Id, plan, ct);
        var run = made.Runs[0];
        return TypedResults.Created($"{RunsApi.Address}/{run.Id:N}", new SubmittedRunAnswer(run.Id, made.Id, run.Condition, run.Seed));
    }
}
