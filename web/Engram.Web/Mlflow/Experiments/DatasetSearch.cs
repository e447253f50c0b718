using System.Globalization;
using System.Text.Json;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Experiments;

/// <summary><c>experiments/search-datasets</c>: which data sets the runs of some experiments read.</summary>
internal static class DatasetSearch
{
    private const int MostExperiments = 20;

    /// <summary>Maps the call under a prefix.</summary>
    public static void MapDatasetSearch(this IEndpointRouteBuilder mlflow) => mlflow.MapPost("experiments/search-datasets", Search);

    private static async Task<IResult> Search(MlflowFields call, EngramDb db, CancellationToken ct)
    {
        var ids = call.Texts("experiment_ids");
        if (ids.Count == 0) throw call.Missing("experiment_ids");
        if (ids.Count > MostExperiments) throw MlflowException.Invalid($"SearchDatasets request must specify at most {MostExperiments} experiment_ids. Received {ids.Count} experiment_ids.");
        List<long> numbers = [.. ids.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        var read = await (from i in db.RunInputs.AsNoTracking()
                          join d in db.Datasets on i.DatasetId equals d.Id
                          join p in db.Projects on d.ProjectId equals p.Id
                          where numbers.Contains(p.Number) && p.DeletedAt == null
                          select new { p.Number, d.Name, d.Digest, i.TagValues }).ToListAsync(ct);
        var summaries = read.Select(one => new { ExperimentId = MlflowExperiment.IdOf(one.Number), one.Name, one.Digest, Context = ContextOf(one.TagValues) })
            .Distinct().OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Digest, StringComparer.Ordinal).ToList();
        return MlflowJson.Answer(new { DatasetSummaries = summaries.Count > 0 ? summaries : null });
    }

    private static string? ContextOf(JsonDocument tags) => tags.RootElement.TryGetProperty(MlflowTags.Context, out var context) ? context.GetString() : null;
}
