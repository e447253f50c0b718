using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Engram.Experiments;
using Engram.Experiments.Studies;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Paging;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Studies;

/// <summary>Studies over HTTP: submit, look at, extend, cancel.</summary>
internal static class StudiesApi
{
    /// <summary>Address of the list.</summary>
    public const string Address = "/api/v1/studies";

    /// <summary>Maps <c>/studies</c>.</summary>
    public static void MapStudies(this IEndpointRouteBuilder api)
    {
        var studies = api.MapGroup("/studies").WithTags("Studies");
        studies.MapPost("", Submit).CheckedBy<StudyPlanner, NewStudy>().Once();
        studies.MapGet("", List);
        studies.MapGet("/{id}", Get);
        studies.MapPost("/{id}/cancel", Cancel);
        studies.MapPost("/{id}/extend", Extend).Once();
    }

    /// <summary>Submits a study: one queued run per condition and seed, all or none.</summary>
    /// <param name="dryRun">Answer what would be made, and make nothing.</param>
    /// <response code="200">With <c>dryRun</c>: what would be made.</response>
    /// <response code="201">The study; its address is in <c>Location</c>.</response>
    internal static async Task<Results<Created<SubmissionAnswer>, Ok<SubmissionAnswer>, Invalid>> Submit(
        Body<NewStudy> body, StudyPlanner planner, ProjectDirectory projects, StudySubmission submission, EngramDb db, IdempotencyKey key,
        CancellationToken ct, bool dryRun = false)
    {
        var plan = await planner.PlanAsync(body.Value, ct);
        if (dryRun)
        {
            var runs = from seed in plan.Seeds from condition in plan.Conditions select new RunToCome(null, condition.Label, seed);
            return TypedResults.Ok(new SubmissionAnswer(null, StudyPlanner.Shown(plan.Conditions), [.. runs]));
        }

        var project = await projects.FindOrCreateAsync(body.Value.Project, ct);
        key.KeepIn(db);
        var made = await submission.SubmitAsync(project.Id, plan, ct);
        return TypedResults.Created($"{Address}/{made.Id:N}", Answer(made, plan.Conditions));
    }

    /// <summary>Studies, newest first.</summary>
    /// <param name="project">Identifier of a project: only its studies.</param>
    /// <param name="experiment">Name of an experiment: only its studies.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">The <c>nextCursor</c> of the page before.</param>
    /// <response code="200">A page of studies.</response>
    internal static async Task<Ok<Page<StudySummary>>> List(EngramDb db, StudyProgressReader progress, CancellationToken ct,
        Guid? project = null, string? experiment = null, [Range(1, 1_000)] int limit = Page<StudySummary>.DefaultSize, Cursor? cursor = null)
    {
        var studies = db.Studies.AsNoTracking().Include(s => s.Project).Where(s => s.DeletedAt == null);
        if (project is not null) studies = studies.Where(s => s.ProjectId == project);
        if (experiment is not null) studies = studies.Where(s => s.Experiment == experiment);
        if (cursor is { At: var at, Id: var id })
        {
            studies = studies.Where(s => EF.Functions.LessThan(ValueTuple.Create(s.CreatedAt, s.Id), ValueTuple.Create(at, id)));
        }
        var found = await studies.OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id).Take(limit + 1).ToListAsync(ct);
        var far = await progress.ReadAsync([.. found.Select(s => s.Id)], ct);
        return TypedResults.Ok(Page<StudySummary>.Of(
            [.. found.Select(s => new StudySummary(s.Id, s.ProjectId, s.Project!.Name, s.Name, s.Experiment, s.Preset, s.Tags, s.CreatedAt,
                ProgressAnswer.Of(far[s.Id])))],
            limit, study => new(study.CreatedAt, study.Id)));
    }

    /// <summary>One study: its design, and how far it is.</summary>
    /// <param name="id">Identifier of the study.</param>
    /// <response code="200">The study.</response>
    /// <response code="404">There is no such study.</response>
    internal static async Task<Results<Ok<StudyAnswer>, Missing>> Get(Guid id, EngramDb db, StudyProgressReader progress, CancellationToken ct)
    {
        var study = await db.Studies.AsNoTracking().Include(s => s.Project).Include(s => s.Conditions).Include(s => s.Inputs).AsSplitQuery()
            .SingleOrDefaultAsync(s => s.Id == id && s.DeletedAt == null, ct);
        if (study is null) return Missing.Of("study", id, Address);
        var far = (await progress.ReadAsync([id], ct))[id];
        return TypedResults.Ok(new StudyAnswer(study.Id, study.ProjectId, study.Project!.Name, study.Name, study.Experiment, study.ExperimentVersion,
            study.Preset, study.Seeds,
            [.. study.Conditions.OrderBy(c => c.Position).Select(c => new ConditionAnswer(c.Id, c.Label, c.Options.RootElement, c.OptionsHash))],
            study.Inputs.ToDictionary(input => input.Kind, input => input.CheckpointId), study.Priority, study.Tags, study.CreatedAt,
                ProgressAnswer.Of(far)));
    }

    /// <summary>Cancels every queued run of a study and asks every running one to stop; runs that are over stay as they are.</summary>
    /// <param name="id">Identifier of the study.</param>
    /// <response code="200">How many runs were reached.</response>
    /// <response code="404">There is no such study.</response>
    internal static async Task<Results<Ok<CancelledAnswer>, Missing>> Cancel(Guid id, StudyCancellation cancellation, CancellationToken ct) =>
        TypedResults.Ok(new CancelledAnswer(await cancellation.CancelAsync(id, ct)));

    /// <summary>Adds seeds or conditions to a study, and queues every run that its design then lacks.</summary>
    /// <param name="id">Identifier of the study.</param>
    /// <response code="200">The new runs.</response>
    /// <response code="404">There is no such study.</response>
    /// <response code="409">The experiment has changed since the study was submitted.</response>
    internal static async Task<Results<Ok<SubmissionAnswer>, Invalid, Missing, Conflicting>> Extend(
        Guid id, Body<StudyExtension> body, ExperimentCatalog catalog, StudySubmission submission, EngramDb db, IdempotencyKey key,
        CancellationToken ct)
    {
        var study = await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.DeletedAt == null, ct);
        if (study is null) return Missing.Of("study", id, Address);
        if (catalog.TryFind(study.Experiment) is not { } experiment || experiment.Version != study.ExperimentVersion)
        {
            return new Conflicting($"The study was submitted with version {study.ExperimentVersion} of {study.Experiment}, which this program does not have; "
                + "its numbers could not be compared. Submit a new study instead.");
        }

        var asked = body.Value;
        var more = asked is { Conditions: null, Options: null, Grid: null } ? null : asked;
        var design = StudyDesigner.Design(experiment, new StudyRequest
        {
            Options = more?.Options,
            Conditions = more?.Conditions is { } conditions ? [.. conditions.Select(StudyPlanner.Condition)] : null,
            Grid = more?.Grid,
            Seeds = asked.Seeds ?? JsonSerializer.SerializeToNode(study.Seeds),
        });
        var planned = more is null ? [] : StudyPlanner.Planned(design);
        key.KeepIn(db);
        return TypedResults.Ok(Answer(await submission.ExtendAsync(id, planned, asked.Seeds is null ? [] : design.Seeds, ct), planned));
    }

    private static SubmissionAnswer Answer(SubmittedStudy made, IEnumerable<PlannedCondition> conditions) =>
        new(made.Id, StudyPlanner.Shown(conditions), [.. made.Runs.Select(run => new RunToCome(run.Id, run.Condition, run.Seed))]);
}
