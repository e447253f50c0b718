using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Runs;

/// <summary>The parts of a run: its tasks and its log.</summary>
internal static class RunParts
{
    /// <summary>The tasks of a run, in order.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The tasks that have begun; none for a run of a single stage.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<List<TaskAnswer>>, Missing>> Tasks(Guid id, EngramDb db, CancellationToken ct) =>
        await IsThereAsync(id, db, ct)
            ? TypedResults.Ok(await db.Tasks.Where(t => t.RunId == id).OrderBy(t => t.Index)
                .Select(t => new TaskAnswer(t.Index, t.Name, t.FirstStep, t.LastStep)).ToListAsync(ct))
            : Missing.Of("run", id, RunsApi.Address);

    /// <summary>The log of a run, in the order it was written; lines of earlier attempts are kept.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <param name="after">Only lines after this one, as an earlier answer gave it.</param>
    /// <param name="limit">How many at most.</param>
    /// <response code="200">A part of the log.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<LogPage>, Missing>> Logs(
        Guid id, EngramDb db, CancellationToken ct, [Range(0, long.MaxValue)] long after = 0, [Range(1, 10_000)] int limit = 1_000)
    {
        if (!await IsThereAsync(id, db, ct)) return Missing.Of("run", id, RunsApi.Address);
        var lines = await db.LogLines.Where(l => l.RunId == id && l.Id > after).OrderBy(l => l.Id).Take(limit + 1)
            .Select(l => new LogLineAnswer(l.Id, l.Attempt, l.At, l.Severity, l.Text)).ToListAsync(ct);
        return TypedResults.Ok(lines.Count <= limit ? new LogPage(lines, null) : new LogPage(lines[..limit], lines[limit - 1].Id));
    }

    /// <summary>Whether a run exists and is not in the bin.</summary>
    public static Task<bool> IsThereAsync(Guid id, EngramDb db, CancellationToken ct) => db.Runs.AnyAsync(r => r.Id == id && r.DeletedAt == null, ct);
}
