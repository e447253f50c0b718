using Engram.Learning.Memory;
using Engram.Numerics.Serialization;
using Engram.Tracking.Checkpoints;
using Engram.Web.Charts;

namespace Engram.Web.Pages;

/// <summary>The memories of a run at one of its checkpoints, with another laid over it.</summary>
/// <param name="Checkpoints">All memory checkpoints of the run, in order.</param>
/// <param name="At">Which one is shown, from 1.</param>
/// <param name="With">Which one is laid over it, from 1; null for none.</param>
/// <param name="Settings">The settings the memories were learned with.</param>
/// <param name="Provenance">The tasks they were learned on, in order.</param>
/// <param name="Groups">A curve for each parameter group.</param>
public sealed record MemoryView(
    IReadOnlyList<CheckpointInfo> Checkpoints, int At, int? With, LearningRateMemoryOptions Settings, IReadOnlyList<string> Provenance, IReadOnlyList<MemoryGroup> Groups)
{
    /// <summary>What a checkpoint is called.</summary>
    public string Label(int number) => $"{Checkpoints[number - 1].Task ?? "run"}, after step {Checkpoints[number - 1].Step}";
}

/// <summary>The memory of one parameter group.</summary>
/// <param name="Name">The group: <c>layer1</c>.</param>
/// <param name="Curve">What it recalls.</param>
/// <param name="Overlay">What it recalls at the other checkpoint; null when there is none.</param>
/// <param name="Updates">How many updates it has had.</param>
/// <param name="Rates">The smallest and the largest rate it has at any checkpoint of the run, so that axes stand still while one leafs through.</param>
public sealed record MemoryGroup(string Name, MemoryCurve Curve, MemoryCurve? Overlay, long Updates, IReadOnlyList<double> Rates);

/// <summary>Reads the memories of a run.</summary>
/// <param name="checkpoints">Where they lie.</param>
internal sealed class MemoryReader(CheckpointReader checkpoints)
{
    // Per curve; an odd number, so that zero is among them.
    private const int Points = 401;

    /// <summary>More checkpoints than this are not all read for the axes: every k-th is.</summary>
    private const int MostForAxes = 48;

    /// <summary>The view, or null when the run has no memory.</summary>
    /// <param name="run">The run.</param>
    /// <param name="at">Which checkpoint, from 1; the last one when null or beyond.</param>
    /// <param name="with">Which one to lay over it; none when null or beyond.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FormatException">A checkpoint is not what it says it is.</exception>
    public async Task<MemoryView?> ReadAsync(Guid run, int? at, int? with, CancellationToken ct)
    {
        var all = (await checkpoints.ListAsync(run, ct)).Where(checkpoint => checkpoint.Kind == "memory").ToList();
        if (all.Count == 0) return null;
        var shown = at is >= 1 && at <= all.Count ? at.Value : all.Count;
        int? laid = with is >= 1 && with <= all.Count && with != shown ? with : null;
        var current = await ParseAsync(all[shown - 1], ct);
        var overlay = laid is { } number ? await ParseAsync(all[number - 1], ct) : null;

        var extremes = new Dictionary<string, (double Low, double High)>();
        var every = (all.Count + MostForAxes - 1) / MostForAxes;
        foreach (var checkpoint in all.Where((_, index) => index % every == 0))
        {
            foreach (var group in (await ParseAsync(checkpoint, ct)).Groups)
            {
                var (low, high) = extremes.GetValueOrDefault(group.Name, (double.PositiveInfinity, double.NegativeInfinity));
                extremes[group.Name] = (Math.Min(low, group.Theta.Min()), Math.Max(high, group.Theta.Max()));
            }
        }
        return new(all, shown, laid, current.Options, current.Provenance, [.. current.Groups.Select(group => new MemoryGroup(
            group.Name, Curve("shown", current, group),
            overlay?.Groups.FirstOrDefault(other => other.Name == group.Name) is { } other ? Curve("laid over", overlay, other) : null,
            group.Updates, extremes.TryGetValue(group.Name, out var rates) ? [rates.Low, rates.High] : [group.Theta.Min(), group.Theta.Max()]))]);
    }

    private async Task<MemoryCheckpoint> ParseAsync(CheckpointInfo checkpoint, CancellationToken ct) =>
        MemoryCheckpoint.Parse(SafeTensorsFile.Parse(await checkpoints.ReadAsync(checkpoint.Id, ct) ?? throw new FormatException($"The bytes of checkpoint {checkpoint.Id:N} are gone.")));

    private static MemoryCurve Curve(string label, MemoryCheckpoint memory, RememberedGroup group)
    {
        var bound = memory.Options.GradientBound;
        double[] gradients = [.. Enumerable.Range(0, Points).Select(i => -bound + (2 * bound * i / (Points - 1)))];
        double[] centres = [.. Enumerable.Range(0, group.Theta.Length).Select(m => -bound + (2 * bound * m / (group.Theta.Length - 1)))];
        return new(label, gradients, memory.Recall(group.Name, gradients), centres, group.Theta) { Visits = group.Visits };
    }
}
