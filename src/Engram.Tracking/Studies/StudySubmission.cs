using System.Text.Json;
using Engram.Tracking.Runs;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Engram.Tracking.Studies;

/// <summary>Makes studies and their runs: submit, extend, cancel.</summary>
/// <remarks>
/// A submission happens as a whole or not at all: study, conditions and one queued run per condition × seed are one transaction.
/// Runs stand in the queue seed by seed, so that every condition soon has its first seed and a comparison can begin.
/// </remarks>
/// <param name="db">The record; a context of this unit of work.</param>
/// <param name="transport">Tells the workers, after the commit.</param>
/// <param name="time">Time of submission.</param>
public sealed class StudySubmission(EngramDb db, IRunTransport transport, TimeProvider time)
{
    /// <summary>Submits a study.</summary>
    /// <param name="project">An existing project.</param>
    /// <param name="plan">What to run.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="id">UUIDv7 of the study, where the caller must know it beforehand.</param>
    /// <exception cref="StudyRefusedException">Names everything that is wrong; nothing was changed.</exception>
    public async Task<SubmittedStudy> SubmitAsync(Guid project, StudyPlan plan, CancellationToken ct, Guid? id = null)
    {
        await CheckAsync(project, plan, ct);
        var now = time.GetUtcNow();
        var study = new Study(project, plan.Name.Trim(), plan.Experiment, plan.ExperimentVersion, [.. plan.Seeds], now, id)
        {
            Preset = plan.Preset,
            Priority = plan.Priority,
            Tags = [.. plan.Tags],
        };
        study.Conditions.AddRange(plan.Conditions.Select((condition, position) => Make(study, condition, position, now)));
        study.Inputs.AddRange(plan.Inputs.Select(input => new StudyInput(study.Id, input.Key, input.Value)));

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await HoldProjectAsync(project, ct);
        db.Add(study);
        return await QueueAsync(transaction, study, [], now, ct);
    }

    /// <summary>Checks a plan without submitting it.</summary>
    /// <exception cref="StudyRefusedException">Names everything that is wrong.</exception>
    public async Task CheckAsync(Guid project, StudyPlan plan, CancellationToken ct)
    {
        var check = new PlanCheck();
        if (!await db.Projects.AnyAsync(p => p.Id == project && p.DeletedAt == null, ct)) check.Add("project", $"There is no project {project:N}.");
        check.Name(plan.Name);
        check.Tags(plan.Tags);
        if (plan.Conditions.Count == 0) check.Add("conditions", "A study needs at least one condition.");
        check.Conditions(plan.Conditions);
        if (plan.Seeds.Count == 0) check.Add("seeds", "A study needs at least one seed.");
        check.Seeds(plan.Seeds);
        check.Size(plan.Conditions.Count, plan.Seeds.Count);
        await check.InputsAsync(db, plan.Inputs, ct);
        check.ThrowIfAny();
    }

    /// <summary>Adds seeds or conditions to a study, and queues every run that its design then lacks, holes left by deleted runs included.</summary>
    /// <param name="id">The study.</param>
    /// <param name="conditions">More conditions, for the same experiment at the same version; those it already has by options are passed over.</param>
    /// <param name="seeds">More seeds; those it already has are passed over.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="StudyNotFoundException">There is no such study.</exception>
    /// <exception cref="StudyRefusedException">Names everything that is wrong, or says that nothing is missing; nothing was changed.</exception>
    /// <remarks>Two extensions at once happen one after the other: their project's row is locked first, then the study's. A project that is being deleted takes no more runs.</remarks>
    public async Task<SubmittedStudy> ExtendAsync(Guid id, IReadOnlyList<PlannedCondition> conditions, IReadOnlyList<long> seeds, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The project before the study, as a deletion locks them.
        var project = await db.Studies.Where(s => s.Id == id && s.DeletedAt == null).Select(s => (Guid?)s.ProjectId).SingleOrDefaultAsync(ct)
            ?? throw new StudyNotFoundException(id);
        await HoldProjectAsync(project, ct);
        var study = await db.Studies.FromSql($"select * from studies where id = {id} and deleted_at is null for update").SingleOrDefaultAsync(ct)
            ?? throw new StudyNotFoundException(id);
        await db.Entry(study).Collection(s => s.Conditions).LoadAsync(ct);

        var check = new PlanCheck();
        check.Conditions(conditions);
        check.Seeds(seeds);
        PlannedCondition[] fresh = [.. conditions.Where(c => study.Conditions.All(known => known.OptionsHash != c.OptionsHash))];
        foreach (var taken in fresh.Where(c => study.Conditions.Any(known => known.Label == c.Label)))
            check.Add("conditions", $"The study has another condition called '{taken.Label}'; labels are unique within a study.");
        check.Size(study.Conditions.Count + fresh.Length, study.Seeds.Union(seeds).Count());
        check.ThrowIfAny();

        var now = time.GetUtcNow();
        var next = study.Conditions.Count == 0 ? 0 : study.Conditions.Max(c => c.Position) + 1;
        // Added to the context, which files them under the study: a new row found there with its key set would be taken for an old one.
        db.AddRange(fresh.Select((condition, i) => Make(study, condition, next + i, now)));
        study.Seeds = [.. study.Seeds.Union(seeds)];
        var there = await db.Runs.Where(r => r.StudyId == id && r.DeletedAt == null).Select(r => new { ConditionId = r.ConditionId!.Value, Seed = r.Seed!.Value }).ToListAsync(ct);
        var made = await QueueAsync(transaction, study, [.. there.Select(r => (r.ConditionId, r.Seed))], now, ct);
        if (made.Runs.Count > 0) return made;
        check.Add("seeds", "The study has all of these runs already; give a seed or a condition that it lacks.");
        check.ThrowIfAny();
        return made;
    }

    // Until the commit nobody deletes the project: whoever was first, no run is left queued in one that is gone.
    private async Task HoldProjectAsync(Guid project, CancellationToken ct)
    {
        if (await db.Projects.FromSql($"select * from projects where id = {project} and deleted_at is null for share").AsNoTracking().SingleOrDefaultAsync(ct) is not null) return;
        var check = new PlanCheck();
        check.Add("project", $"The project {project:N} was deleted; submit to another one.");
        check.ThrowIfAny();
    }

    private static Condition Make(Study study, PlannedCondition condition, int position, DateTimeOffset now) =>
        new(study.Id, position, condition.Label, JsonDocument.Parse(condition.Options), condition.OptionsHash, now);

    private async Task<SubmittedStudy> QueueAsync(
        IDbContextTransaction transaction, Study study, HashSet<(Guid Condition, long Seed)> there, DateTimeOffset now, CancellationToken ct)
    {
        List<SubmittedRun> made = [];
        foreach (var (condition, seed) in from seed in study.Seeds from condition in study.Conditions.OrderBy(c => c.Position) select (condition, seed))
        {
            if (there.Contains((condition.Id, seed))) continue;
            var run = new Run(study, condition, seed, made.Count, now);
            db.Add(run);
            made.Add(new(run.Id, condition.Label, seed));
        }
        if (made.Count == 0) return new(study.Id, made);
        await db.SaveChangesAsync(ct);
        var opened = (NpgsqlTransaction)transaction.GetDbTransaction();
        await SearchKeys.KeepAsync(opened, study.ProjectId, "option", study.Conditions.SelectMany(condition => condition.Options.RootElement.EnumerateObject().Select(option => option.Name)), ct);
        await RunEvents.SendAsync(opened, new(RunEventKind.Study, study.Id, null), ct);
        await transaction.CommitAsync(ct);
        await transport.AnnounceAsync([.. made.Select(run => new RunTicket(run.Id))], ct);
        return new(study.Id, made);
    }
}
