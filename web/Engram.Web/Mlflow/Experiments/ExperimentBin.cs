using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Mlflow.Experiments;

/// <summary>Deletes and restores experiments as MLflow does: with all their runs.</summary>
/// <param name="db">The record.</param>
/// <param name="time">When.</param>
internal sealed class ExperimentBin(EngramDb db, TimeProvider time)
{
    /// <summary>Puts a project with its studies and runs into the bin. Runs that clients log to need not be over; those of workers must.</summary>
    public async Task DeleteAsync(Project project, CancellationToken ct)
    {
        await using var together = await db.Database.BeginTransactionAsync(ct);
        var id = project.Id;
        // A submission holds on to the row of its project: locked, either its runs are counted here or it waits.
        if (await db.Projects.FromSql($"select * from projects where id = {id} and deleted_at is null for update").AsNoTracking().SingleOrDefaultAsync(ct) is null)
        {
            throw MlflowException.NotThere($"No Experiment with id={project.Number} exists: it is deleted already.");
        }
        var open = await db.Runs.CountAsync(r => r.ProjectId == id && r.StudyId != null && r.DeletedAt == null
            && (r.State == RunState.Queued || r.State == RunState.Running), ct);
        if (open > 0) throw MlflowException.Invalid($"Experiment {project.Number} cannot be deleted: workers have yet to finish {open} of its runs. Cancel them first.");
        var now = time.GetUtcNow();
        await db.Projects.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, now).SetProperty(p => p.UpdatedAt, now), ct);
        await db.Studies.Where(s => s.ProjectId == id && s.DeletedAt == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.DeletedAt, now), ct);
        await db.Runs.Where(r => r.ProjectId == id && r.DeletedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, now), ct);
        await together.CommitAsync(ct);
    }

    /// <summary>Takes a project out of the bin, with all its runs: those that had been deleted earlier, too.</summary>
    /// <remarks>Of a study's runs only what went with the project comes back: one that was deleted before may have been made again since.</remarks>
    public async Task RestoreAsync(Project project, CancellationToken ct)
    {
        if (project.DeletedAt is not { } at) throw MlflowException.NotThere($"No deleted Experiment with id={project.Number} exists: it is active.");
        await using var together = await db.Database.BeginTransactionAsync(ct);
        var (id, now) = (project.Id, time.GetUtcNow());
        try
        {
            await db.Projects.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, (DateTimeOffset?)null).SetProperty(p => p.UpdatedAt, now), ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw MlflowException.Exists($"Experiment(name={project.Name}) already exists: another one took the name. Rename that one first, then restore this.");
        }
        await db.Studies.Where(s => s.ProjectId == id && s.DeletedAt == at).ExecuteUpdateAsync(set => set.SetProperty(s => s.DeletedAt, (DateTimeOffset?)null), ct);
        await db.Runs.Where(r => r.ProjectId == id && (r.StudyId == null || r.DeletedAt == at)).ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, (DateTimeOffset?)null), ct);
        await together.CommitAsync(ct);
    }
}
