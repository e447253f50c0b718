using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Workloads;

namespace Engram.Benchmarks.Running;

/// <summary>What was measured of a workload.</summary>
/// <param name="Workload">Which.</param>
/// <param name="Ours">Our time.</param>
/// <param name="Peak">What the core could do meanwhile.</param>
/// <param name="Natural">PyTorch as one writes it; null if it did not take part.</param>
/// <param name="Best">PyTorch, or a library, as fast as we could make it; null if it did not take part.</param>
/// <param name="AllocatedBytes">Per operation.</param>
/// <param name="Latency">Of single operations, where somebody waits for each.</param>
/// <param name="Notes">What must be said beside the numbers.</param>
internal sealed record Result(
    Workload Workload, Timing Ours, PeakBeside Peak, Timing? Natural, Timing? Best, double AllocatedBytes, Latency? Latency, IReadOnlyList<string> Notes)
{
    /// <summary>How many times faster than the natural peer, by processor time.</summary>
    public double? AgainstNatural => Natural?.Cpu / Ours.Cpu;

    /// <summary>How many times faster than the best peer, by processor time.</summary>
    public double? AgainstBest => Best?.Cpu / Ours.Cpu;

    /// <summary>Which share of the peak is used, by processor time; null where operations are not counted.</summary>
    public double? Share => ShareIn(Ours.Cpu, Peak.Median);

    /// <summary>The same by the least time and the highest peak.</summary>
    public double? ShareAtBest => ShareIn(Ours.Wall, Peak.Most);

    /// <summary>Whether the goal is met by processor time, allocations included.</summary>
    public bool? Meets => Verdict(Ours.Cpu, Share, AgainstBest, AgainstNatural);

    /// <summary>The same by the least times: what a quiet machine would say.</summary>
    public bool? MeetsAtBest => Verdict(Ours.Wall, ShareAtBest, Best?.Wall / Ours.Wall, Natural?.Wall / Ours.Wall);

    private double? ShareIn(double seconds, double peak) => Workload.Flops > 0 ? Workload.Flops / seconds / (Workload.IsDouble ? peak / 2 : peak) : null;

    private bool? Verdict(double seconds, double? share, double? best, double? natural) =>
        Workload.Goal.IsMet(seconds, share, best, natural) is { } met ? met && AllocatedBytes <= Workload.AllowedBytes : null;
}
