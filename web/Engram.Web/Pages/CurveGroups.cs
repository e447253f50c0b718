using Engram.Experiments;
using Engram.Tracking.Metrics;

namespace Engram.Web.Pages;

/// <summary>One chart of a run: curves that belong together by name and unit.</summary>
/// <param name="Title">What their names share: <c>loss</c>, <c>torque</c>, <c>eta</c>.</param>
/// <param name="Unit">Unit of all of them; empty for pure numbers.</param>
/// <param name="IsLogarithmic">True when the experiment says that a logarithmic axis shows them best.</param>
/// <param name="Curves">The curves.</param>
public sealed record CurveGroup(string Title, string Unit, bool IsLogarithmic, IReadOnlyList<GroupedCurve> Curves)
{
    /// <summary>What the curves mean, a sentence each; those that say the same of several curves once.</summary>
    public string Words => Curves is [var only] ? only.Description : "";
}

/// <summary>One curve of a chart.</summary>
/// <param name="Key">Metric key of the line.</param>
/// <param name="Label">For the legend: the name without what all share.</param>
/// <param name="Low">Metric key of the lower edge of its band, or null.</param>
/// <param name="High">Metric key of the upper edge of its band, or null.</param>
/// <param name="Description">What the experiment says of it.</param>
/// <param name="IsReference">True when it is what the other curves are held against.</param>
public sealed record GroupedCurve(string Key, string Label, string? Low, string? High, string Description, bool IsReference = false);

/// <summary>Finds the charts of a run in the names of its metrics.</summary>
internal static class CurveGroups
{
    private const string Mean = "/mean";

    private static readonly string[] References = ["measured", "target"];

    /// <summary>
    /// The charts, declared metrics in the order declared, others after them by name. <c>a/b/mean</c> with <c>a/b/lowest</c> and <c>a/b/highest</c> is one
    /// curve with a band; curves that share all but the last part of their name and the unit stand in one chart, in which what is <c>measured</c> or the
    /// <c>target</c> comes first, as the others are held against it. Scores and single points make no curve.
    /// </summary>
    public static IReadOnlyList<CurveGroup> Of(IReadOnlyList<SeriesInfo> series, IReadOnlyList<MetricDeclaration> declared)
    {
        var byKey = declared.ToDictionary(metric => metric.Key);
        var drawn = series.Where(one => byKey.TryGetValue(one.Key, out var metric) ? !metric.IsScore : one.Summary.Count > 1).Select(one => one.Key).ToHashSet();
        var order = declared.Select(metric => metric.Key).Where(drawn.Contains).Concat(drawn.Where(key => !byKey.ContainsKey(key)).Order(StringComparer.Ordinal)).ToList();
        return
        [
            .. order.Where(key => !IsEdge(key, drawn))
                .Select(key => (Key: key, Stem: IsBanded(key, drawn) ? key[..^Mean.Length] : key, Unit: byKey.GetValueOrDefault(key)?.Unit is { } unit and not "1" ? unit : ""))
                .GroupBy(curve => (Title: Parent(curve.Stem), curve.Unit))
                .Select(group => new CurveGroup(
                    group.Count() == 1 ? group.First().Stem : group.Key.Title, group.Key.Unit, group.Any(curve => byKey.GetValueOrDefault(curve.Key)?.IsLogarithmic ?? false),
                    [.. group.Select(curve => Curve(curve.Key, curve.Stem, group.Count() == 1, drawn, byKey.GetValueOrDefault(curve.Key)?.Description ?? ""))
                        .OrderByDescending(curve => curve.IsReference)])),
        ];
    }

    private static GroupedCurve Curve(string key, string stem, bool isAlone, HashSet<string> drawn, string description) => IsBanded(key, drawn)
        ? new(key, isAlone ? stem : Leaf(stem), stem + "/lowest", stem + "/highest", description)
        : new(key, isAlone ? stem : Leaf(stem), null, null, description, !isAlone && References.Contains(Leaf(stem)));

    private static bool IsBanded(string key, HashSet<string> drawn) =>
        key.EndsWith(Mean, StringComparison.Ordinal) && drawn.Contains(key[..^Mean.Length] + "/lowest") && drawn.Contains(key[..^Mean.Length] + "/highest");

    private static bool IsEdge(string key, HashSet<string> drawn) =>
        key.LastIndexOf('/') is > 0 and var cut && key[cut..] is "/lowest" or "/highest" && IsBanded(key[..key.LastIndexOf('/')] + Mean, drawn);

    private static string Parent(string stem) => stem.LastIndexOf('/') is > 0 and var cut ? stem[..cut] : stem;

    private static string Leaf(string stem) => stem[(stem.LastIndexOf('/') + 1)..];
}
