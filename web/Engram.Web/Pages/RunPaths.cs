using Engram.Tracking.Metrics;
using Engram.Web.Charts;

namespace Engram.Web.Pages;

/// <summary>A chart of a run that is a walk in two dimensions.</summary>
/// <param name="Group">The curves of its two coordinates.</param>
/// <param name="Paths">One per task.</param>
public sealed record RunPath(CurveGroup Group, IReadOnlyList<PathLine> Paths);

/// <summary>Finds the walk among the curves of a run: its two coordinates are called <c>x/1</c> and <c>x/2</c>.</summary>
internal static class RunPaths
{
    // Beyond, every k-th point is drawn; the last one always.
    private const int MostPoints = 2_000;

    /// <summary>The walks, with their points in the order of the steps; points of which a coordinate is missing or not finite are left out.</summary>
    public static async Task<IReadOnlyList<RunPath>> ReadAsync(IReadOnlyList<CurveGroup> groups, IReadOnlyList<SeriesInfo> series, SeriesReader reader, CancellationToken ct)
    {
        List<RunPath> found = [];
        foreach (var group in groups.Where(group => group is { Title: "x", Curves: [{ Label: "1", Low: null }, { Label: "2", Low: null }] }))
        {
            var across = series.Where(one => one.Key == group.Curves[0].Key).ToList();
            var up = series.Where(one => one.Key == group.Curves[1].Key).ToList();
            var points = await reader.ReadAsync([.. across.Concat(up).Select(one => one.Id)], null, null, ct);
            found.Add(new(group,
            [
                .. from one in across
                   join other in up on one.TaskIndex equals other.TaskIndex
                   select new PathLine(one.Task ?? "run", Pair(points[one.Id], points[other.Id])),
            ]));
        }
        return found;
    }

    private static List<(double Across, double Up)> Pair(Points across, Points up)
    {
        var ups = up.Steps.Zip(up.Values).ToDictionary(point => point.First, point => point.Second);
        var all = across.Steps.Zip(across.Values).Where(point => ups.ContainsKey(point.First)).Select(point => (Across: point.Second, Up: ups[point.First]))
            .Where(point => double.IsFinite(point.Across) && double.IsFinite(point.Up)).ToList();
        var every = (all.Count + MostPoints - 1) / MostPoints;
        return every <= 1 ? all : [.. all.Where((_, index) => index % every == 0 || index == all.Count - 1)];
    }
}
