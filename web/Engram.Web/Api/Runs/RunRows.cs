using System.Text.Json;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Web.Api.Json;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Runs;

/// <summary>Reads the runs that a search found, with the columns that were asked for.</summary>
/// <param name="db">The record.</param>
/// <param name="values">What they have in fields.</param>
internal sealed class RunRows(EngramDb db, FieldValues values)
{
    /// <summary>The runs in the order given; one that went meanwhile is left out.</summary>
    public async Task<List<RunSummary>> ReadAsync(Guid[] ids, IReadOnlyList<RunField> columns, CancellationToken ct)
    {
        var rows = await db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id))
            .Select(r => new RunSummary(r.Id, r.ProjectId, r.Name, r.StudyId == null, r.StudyId, r.Study!.Name, r.Experiment, r.ConditionId, r.Condition!.Label,
                r.Seed, r.State, r.Attempt, r.Progress, r.Doing, r.CancelRequested, r.ErrorMessage, r.Tags, r.SubmittedAt, r.StartedAt, r.FinishedAt))
            .ToDictionaryAsync(row => row.Id, ct);
        var read = await values.ReadAsync(ids, columns, ct);
        return [.. ids.Where(rows.ContainsKey).Select(id => columns.Count == 0 ? rows[id] : rows[id] with { Columns = Columns(id) })];

        Dictionary<string, JsonElement> Columns(Guid id) => columns.Where(field => read.ContainsKey((id, field)))
            .ToDictionary(field => field.ToString()!, field => read[(id, field)] is JsonElement json ? json : JsonSerializer.SerializeToElement(read[(id, field)], WireFormat.Options));
    }
}
