using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A checkpoint as tables show it, without its bytes.</summary>
public sealed record CheckpointItem(Guid Id, string Kind, int? TaskIndex, string? Task, long Step, long Size, string Sha256);

internal static class RunCheckpoints
{
    /// <summary>What a run kept, in the order it went through, optionally of one kind.</summary>
    public static async Task<List<CheckpointItem>> CheckpointsAsync(this EngramDb db, Guid run, string? kind, CancellationToken ct)
    {
        var rows = await (
            from checkpoint in db.Checkpoints
            where checkpoint.RunId == run && (kind == null || checkpoint.Kind == kind)
            join task in db.Tasks.Where(task => task.RunId == run) on checkpoint.TaskIndex equals task.Index into tasks
            from task in tasks.DefaultIfEmpty()
            orderby checkpoint.TaskIndex, checkpoint.Step, checkpoint.Kind, checkpoint.Id
            select new { checkpoint.Id, checkpoint.Kind, checkpoint.TaskIndex, Task = task == null ? null : task.Name, checkpoint.Step, checkpoint.Size, checkpoint.Sha256 }).ToListAsync(ct);
        return rows.ConvertAll(row => new CheckpointItem(row.Id, row.Kind, row.TaskIndex, row.Task, row.Step, row.Size, Convert.ToHexStringLower(row.Sha256)));
    }
}
