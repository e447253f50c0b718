using System.Text.Json;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Inputs;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>A run that stands above or below another.</summary>
/// <param name="Id">The run.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">Its state.</param>
public sealed record Relative(Guid Id, string Name, RunState State);

/// <summary>A data set that a run read.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Context">What for, or null.</param>
public sealed record ReadDataset(Dataset Dataset, string? Context);

/// <summary>What belongs to a run that a client logs to, beside its numbers.</summary>
/// <param name="Artifacts">Its files, by path.</param>
/// <param name="Datasets">What it read, by name.</param>
/// <param name="Models">Models it read or made.</param>
/// <param name="Parent">The run it is a part of, or null.</param>
/// <param name="Children">Its parts, oldest first, at most <see cref="MostChildren"/>.</param>
/// <param name="ChildrenInAll">How many parts it has.</param>
public sealed record RunBelongings(
    IReadOnlyList<ArtifactInfo> Artifacts, IReadOnlyList<ReadDataset> Datasets, IReadOnlyList<RunModel> Models, Relative? Parent, IReadOnlyList<Relative> Children, int ChildrenInAll)
{
    /// <summary>More would be no list that anybody reads.</summary>
    public const int MostChildren = 100;

    private const string Context = "mlflow.data.context";

    /// <summary>Reads what belongs to a run.</summary>
    public static async Task<RunBelongings> ReadAsync(Run run, EngramDb db, ArtifactStore artifacts, CancellationToken ct)
    {
        var datasets = await (from input in db.RunInputs.AsNoTracking()
                              join dataset in db.Datasets on input.DatasetId equals dataset.Id
                              where input.RunId == run.Id
                              orderby dataset.Name, dataset.Digest
                              select new { Dataset = dataset, input.TagValues }).ToListAsync(ct);
        var children = db.Runs.AsNoTracking().Where(child => child.ParentId == run.Id && child.DeletedAt == null);
        return new(
            await artifacts.ListAllAsync(run.Id, ct),
            datasets.ConvertAll(read => new ReadDataset(read.Dataset, ContextOf(read.TagValues))),
            await db.RunModels.AsNoTracking().Where(model => model.RunId == run.Id).OrderBy(model => model.Direction).ThenBy(model => model.ModelId).ToListAsync(ct),
            await db.Runs.AsNoTracking().Where(parent => parent.Id == run.ParentId && parent.DeletedAt == null).Select(parent => new Relative(parent.Id, parent.Name, parent.State)).SingleOrDefaultAsync(ct),
            await children.OrderBy(child => child.SubmittedAt).ThenBy(child => child.Id).Take(MostChildren).Select(child => new Relative(child.Id, child.Name, child.State)).ToListAsync(ct),
            await children.CountAsync(ct));
    }

    private static string? ContextOf(JsonDocument tags) =>
        tags.RootElement.TryGetProperty(Context, out var context) && context.ValueKind == JsonValueKind.String ? context.GetString() : null;
}
