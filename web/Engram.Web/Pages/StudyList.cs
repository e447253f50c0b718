using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A study as the list of studies shows it.</summary>
public sealed record StudyListItem(Guid Id, string Name, string Project, Guid ProjectId, string Experiment, string? Preset, int Conditions, long[] Seeds, DateTimeOffset CreatedAt)
{
    /// <summary>How many runs are in which state.</summary>
    public IReadOnlyDictionary<RunState, int> Runs { get; init; } = new Dictionary<RunState, int>();
}

internal static class StudyList
{
    public const int PageSize = 50;

    /// <summary>Studies, newest first, at most one page and one more, which tells that there are others.</summary>
    /// <param name="db">The record.</param>
    /// <param name="project">Only of this project.</param>
    /// <param name="experiment">Only of this experiment.</param>
    /// <param name="search">Only with this text in the name, in any case.</param>
    /// <param name="after">Only older than this study: the last of the page before.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<List<StudyListItem>> StudiesAsync(this EngramDb db, Guid? project, string? experiment, string? search, Guid? after, CancellationToken ct)
    {
        var studies = db.Studies.AsNoTracking().Where(study => study.DeletedAt == null);
        if (project is not null) studies = studies.Where(study => study.ProjectId == project);
        if (!string.IsNullOrEmpty(experiment)) studies = studies.Where(study => study.Experiment == experiment);
        if (!string.IsNullOrEmpty(search)) studies = studies.Where(study => EF.Functions.ILike(study.Name, $"%{Literally(search)}%"));
        // Identifiers are ordered by time, so that one of them is a place in the list.
        if (after is { } last) studies = studies.Where(study => study.Id.CompareTo(last) < 0);

        var items = await studies.OrderByDescending(study => study.Id).Take(PageSize + 1)
            .Select(study => new StudyListItem(study.Id, study.Name, study.Project!.Name, study.ProjectId, study.Experiment, study.Preset, study.Conditions.Count, study.Seeds, study.CreatedAt))
            .ToListAsync(ct);
        var ids = items.ConvertAll(item => item.Id);
        var states = await db.Runs.Where(run => run.StudyId != null && ids.Contains(run.StudyId.Value) && run.DeletedAt == null)
            .GroupBy(run => new { run.StudyId, run.State }).Select(group => new { group.Key.StudyId, group.Key.State, Count = group.Count() }).ToListAsync(ct);
        return items.ConvertAll(item => item with { Runs = states.Where(state => state.StudyId == item.Id).ToDictionary(state => state.State, state => state.Count) });
    }

    // What LIKE would read as a pattern is meant as it stands.
    private static string Literally(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
}
