using System.Text.Json;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A run as its page shows it.</summary>
/// <param name="Run">The run; with study and condition unless it is external.</param>
/// <param name="Project">Its project.</param>
/// <param name="Worker">Name of the worker that holds or last held it, or null.</param>
/// <param name="Tasks">In order.</param>
public sealed record RunView(Run Run, Project Project, string? Worker, IReadOnlyList<RunTask> Tasks)
{
    /// <summary>False while the run waits for a worker or is worked on, and no worker is alive.</summary>
    public bool HasWorker { get; init; } = true;

    /// <summary>What people call it.</summary>
    public string Title => Run.Condition is { } condition ? $"{condition.Label}, seed {Run.Seed}" : Run.Name;

    /// <summary>The pages above it: address and name of each.</summary>
    public (string, string)[] Trail =>
    [
        .. Run.Study is { } study
            ? [("Studies", Urls.Studies()), (Project.Name, Urls.Studies(Project.Id)), (study.Name, Urls.Study(study.Id))]
            : new (string, string)[] { ("Runs", Urls.Runs()), (Project.Name, Urls.Runs(new() { Project = Project.Id })) },
    ];

    /// <summary>Of the last attempt, until <paramref name="now"/> while it works; null before it started, and where a client did not say when it ended.</summary>
    public TimeSpan? Duration(DateTimeOffset now) =>
        Run.StartedAt is { } started && (Run.FinishedAt ?? (Run.State.IsOver() ? null : now)) is { } until ? until - started : null;

    /// <summary>Machine, runtime and version of the last attempt, or null.</summary>
    public JsonElement? Environment => Run.Environment is { } text ? JsonDocument.Parse(text).RootElement : null;
}

internal static class RunViews
{
    /// <summary>The run with what stands around it, or null when there is none.</summary>
    public static async Task<RunView?> RunAsync(this EngramDb db, Guid id, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().Include(run => run.Condition).Include(run => run.Study)
            .SingleOrDefaultAsync(run => run.Id == id && run.DeletedAt == null, ct);
        if (run is null) return null;
        var worker = await db.Workers.Where(worker => worker.Id == run.WorkerId).Select(worker => worker.Name).SingleOrDefaultAsync(ct);
        var tasks = await db.Tasks.AsNoTracking().Where(task => task.RunId == id).OrderBy(task => task.Index).ToListAsync(ct);
        var project = await db.Projects.AsNoTracking().SingleAsync(project => project.Id == run.ProjectId, ct);
        return new(run, project, worker, tasks) { HasWorker = run.IsExternal || run.State.IsOver() || await WorkersApi.SlotsAsync(db, ct) > 0 };
    }
}
