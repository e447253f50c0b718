using Engram.Tracking.Storage;
using Engram.Web.Charts;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Pages;

/// <summary>The transfers a run took part in: its own tasks, what they started from, and what started from them.</summary>
internal static class RunLineage
{
    private const int MostEdges = 200;

    /// <summary>Nodes and edges around a run; no edges when nothing was handed over.</summary>
    /// <remarks>One step out of the run on either side: the pages of the neighbours show theirs.</remarks>
    public static async Task<(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges)> LineageAsync(this EngramDb db, RunView view, CancellationToken ct)
    {
        var here = view.Run.Id;
        var transfers = await (
            from transfer in db.Transfers
            join checkpoint in db.Checkpoints on transfer.CheckpointId equals checkpoint.Id
            where transfer.RunId == here || checkpoint.RunId == here
            orderby transfer.RunId, transfer.TaskIndex, checkpoint.Kind
            select new { From = checkpoint.RunId, FromTask = checkpoint.TaskIndex, checkpoint.Kind, To = transfer.RunId, ToTask = transfer.TaskIndex }).Take(MostEdges).ToListAsync(ct);

        var runs = transfers.SelectMany(transfer => new[] { transfer.From, transfer.To }).Append(here).Distinct().ToList();
        var names = (await db.Runs.Where(run => runs.Contains(run.Id)).Select(run => new { run.Id, run.Seed, run.Condition!.Label }).ToListAsync(ct)).ToDictionary(run => run.Id);
        var tasks = (await db.Tasks.Where(task => runs.Contains(task.RunId)).Select(task => new { task.RunId, task.Index, task.Name }).ToListAsync(ct)).ToDictionary(task => (task.RunId, task.Index), task => task.Name);

        LineageNode Node(Guid run, int task) => new(Key(run, task), tasks.GetValueOrDefault((run, task)) ?? "run",
            run == here ? $"seed {names[run].Seed}" : $"{names[run].Label}, seed {names[run].Seed}", Urls.Run(run), run == here);

        var ends = transfers.SelectMany(transfer => new[] { (transfer.From, transfer.FromTask ?? -1), (transfer.To, transfer.ToTask) });
        var own = view.Tasks.Select(task => (here, task.Index));
        return ([.. own.Concat(ends).Distinct().OrderBy(node => node.Item1 != here).ThenBy(node => node.Item2).Select(node => Node(node.Item1, node.Item2))],
            [.. transfers.GroupBy(transfer => (From: Key(transfer.From, transfer.FromTask ?? -1), To: Key(transfer.To, transfer.ToTask)), transfer => transfer.Kind)
                .Select(edge => new LineageEdge(edge.Key.From, edge.Key.To, [.. edge.Distinct().Order()]))]);
    }

    private static string Key(Guid run, int task) => $"{run:N}/{task}";
}
