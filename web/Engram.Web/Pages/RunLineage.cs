using Engram.Tracking.Checkpoints;
using Engram.Web.Charts;

namespace Engram.Web.Pages;

/// <summary>The lineage of a run as boxes and arrows.</summary>
internal static class RunLineage
{
    /// <summary>A box for each task, the run's own first; an arrow where one started from another, for all kinds of checkpoints together.</summary>
    public static (IReadOnlyList<LineageBox> Boxes, IReadOnlyList<LineageArrow> Arrows) Draw(Lineage lineage, Guid here) => (
        [.. lineage.Nodes.OrderBy(node => node.Place.RunId != here).Select(node => new LineageBox(
            Key(node.Place), node.Task ?? "run", Who(node, here), Urls.Run(node.Place.RunId), node.Place.RunId == here))],
        [.. lineage.Edges.GroupBy(edge => (edge.From, edge.To), edge => edge.Kind)
            .Select(kinds => new LineageArrow(Key(kinds.Key.From), Key(kinds.Key.To), [.. kinds.Distinct().Order(StringComparer.Ordinal)]))]);

    private static string Who(LineageNode node, Guid here) =>
        node.Seed is not { } seed ? node.Condition : node.Place.RunId == here ? $"seed {seed}" : $"{node.Condition}, seed {seed}";

    private static string Key(LineagePlace place) => $"{place.RunId:N}/{place.TaskIndex}";
}
