using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Parts;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

internal static class RunLog
{
    /// <summary>The last lines of a run's log, oldest first.</summary>
    public static async Task<List<LogLine>> LastLogLinesAsync(this EngramDb db, Guid run, CancellationToken ct)
    {
        var lines = await db.LogLines.AsNoTracking().Where(line => line.RunId == run).OrderByDescending(line => line.Id).Take(LogPart.Shown).ToListAsync(ct);
        lines.Reverse();
        return lines;
    }
}
