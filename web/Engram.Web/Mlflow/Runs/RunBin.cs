using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Mlflow.Runs;

/// <summary>Deletes and restores runs as MLflow does: twice is as good as once.</summary>
/// <param name="db">The record.</param>
/// <param name="time">When.</param>
internal sealed class RunBin(EngramDb db, TimeProvider time)
{
    /// <summary>Puts a run into the bin; one of a study must be over.</summary>
    public async Task DeleteAsync(Guid run, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var gone = await db.Runs.Where(r => r.Id == run && (r.StudyId == null || (r.State != RunState.Queued && r.State != RunState.Running)))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, r => r.DeletedAt ?? now), ct);
        if (gone == 1) return;
        throw await db.Runs.AnyAsync(r => r.Id == run, ct)
            ? MlflowException.Invalid($"Run {run:N} cannot be deleted: a worker has yet to finish it. Cancel it first.") : RunReader.NotThere($"{run:N}");
    }

    /// <summary>Takes a run out of the bin; its experiment must not be in it.</summary>
    public async Task RestoreAsync(Guid run, CancellationToken ct)
    {
        try
        {
            var back = await db.Runs.Where(r => r.Id == run && db.Projects.Any(p => p.Id == r.ProjectId && p.DeletedAt == null) && (r.StudyId == null || r.Study!.DeletedAt == null))
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, (DateTimeOffset?)null), ct);
            if (back == 1) return;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw MlflowException.Invalid($"Run {run:N} cannot be restored: its condition has another run of the same seed by now.");
        }
        throw await db.Runs.AnyAsync(r => r.Id == run, ct)
            ? MlflowException.Invalid($"Run {run:N} cannot be restored alone: its experiment is deleted. Restore that; all its runs come with it.") : RunReader.NotThere($"{run:N}");
    }
}
