using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Web.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A study, its design and its runs, as its page shows them.</summary>
/// <param name="Study">With project and conditions; the conditions by position.</param>
/// <param name="Runs">Its runs that are not deleted.</param>
public sealed record StudyView(Study Study, IReadOnlyList<StudyRun> Runs)
{
    /// <summary>Its conditions, by position.</summary>
    public IReadOnlyList<Condition> Conditions { get; } = [.. Study.Conditions.OrderBy(condition => condition.Position)];

    /// <summary>False while runs wait or work and no worker is alive.</summary>
    public bool HasWorker { get; init; } = true;

    /// <summary>How many runs the design asks for.</summary>
    public int Expected => Conditions.Count * Study.Seeds.Length;

    /// <summary>How many of them do not exist.</summary>
    public int Missing => Expected - Runs.Count;

    /// <summary>Runs by state; states without runs are absent.</summary>
    public IReadOnlyDictionary<RunState, int> ByState { get; } = Runs.CountBy(run => run.State).ToDictionary();

    /// <summary>How many runs wait or work.</summary>
    public int Open => Runs.Count(run => !run.State.IsOver());

    /// <summary>True when no run waits or works.</summary>
    public bool IsOver => Open == 0;

    /// <summary>How long a finished run took, on average; null before the first.</summary>
    public TimeSpan? MeanDuration => Runs.Where(run => run is { State: RunState.Succeeded, StartedAt: not null, FinishedAt: not null })
        .Select(run => (run.FinishedAt - run.StartedAt)!.Value.TotalSeconds).DefaultIfEmpty(-1).Average() is >= 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>A run in a <see cref="StudyView"/>.</summary>
public sealed record StudyRun(Guid Id, Guid ConditionId, long Seed, RunState State, double Progress, string Doing, string? Error, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

internal static class StudyViews
{
    /// <summary>The study with its runs, or null when there is none. A few queries.</summary>
    public static async Task<StudyView?> StudyAsync(this EngramDb db, Guid id, CancellationToken ct)
    {
        var study = await db.Studies.AsNoTracking().Include(study => study.Project).Include(study => study.Conditions)
            .SingleOrDefaultAsync(study => study.Id == id && study.DeletedAt == null, ct);
        if (study is null) return null;
        var runs = await db.Runs.AsNoTracking().Where(run => run.StudyId == id && run.DeletedAt == null).OrderBy(run => run.Position)
            .Select(run => new StudyRun(run.Id, run.ConditionId!.Value, run.Seed!.Value, run.State, run.Progress, run.Doing, run.ErrorMessage, run.StartedAt, run.FinishedAt)).ToListAsync(ct);
        var view = new StudyView(study, runs);
        return view with { HasWorker = view.IsOver || await WorkersApi.SlotsAsync(db, ct) > 0 };
    }

    /// <summary>How many points the study's runs have of a metric; 0 for none.</summary>
    public static Task<long> PointsAsync(this EngramDb db, Guid study, string? metric, CancellationToken ct) =>
        db.Series.Where(series => series.Key == metric && db.Runs.Any(run => run.Id == series.RunId && run.StudyId == study)).SumAsync(series => series.Count, ct);
}
