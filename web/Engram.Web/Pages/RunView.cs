using System.Text.Json;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Web.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A run as its page shows it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Condition">What it executes.</param>
/// <param name="Study">Its study, with project.</param>
/// <param name="Worker">Name of the worker that holds or last held it, or null.</param>
/// <param name="Tasks">In order.</param>
public sealed record RunView(Run Run, Condition Condition, Study Study, string? Worker, IReadOnlyList<RunTask> Tasks)
{
    /// <summary>False while the run waits or works and no worker is alive.</summary>
    public bool HasWorker { get; init; } = true;

    /// <summary>What people call it.</summary>
    public string Title => $"{Condition.Label}, seed {Run.Seed}";

    /// <summary>Of the last attempt, until <paramref name="now"/> while it works; null before it started.</summary>
    public TimeSpan? Duration(DateTimeOffset now) => Run.StartedAt is { } started ? (Run.FinishedAt ?? now) - started : null;

    /// <summary>Machine, runtime and version of the last attempt, or null.</summary>
    public JsonElement? Environment => Run.Environment is { } text ? JsonDocument.Parse(text).RootElement : null;
}

internal static class RunViews
{
    /// <summary>The run with what stands around it, or null when there is none.</summary>
    public static async Task<RunView?> RunAsync(this EngramDb db, Guid id, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().Include(run => run.Condition).Include(run => run.Study!.Project)
            .SingleOrDefaultAsync(run => run.Id == id && run.DeletedAt == null, ct);
        if (run is null) return null;
        var worker = await db.Workers.Where(worker => worker.Id == run.WorkerId).Select(worker => worker.Name).SingleOrDefaultAsync(ct);
        var tasks = await db.Tasks.AsNoTracking().Where(task => task.RunId == id).OrderBy(task => task.Index).ToListAsync(ct);
        return new(run, run.Condition!, run.Study!, worker, tasks) { HasWorker = run.State.IsOver() || await WorkersApi.SlotsAsync(db, ct) > 0 };
    }
}
