using Engram.Worker.Hosting;

namespace Engram.Worker.Execution;

/// <summary>How many processors one of this worker's runs may use: those of the places that no run has taken are shared out evenly among the runs there are.</summary>
/// <remarks>A worker with as many runs as places leaves each run one. Its places count as processors up to those that the machine has: workers that share a machine divide its cores by their places.</remarks>
internal sealed class ProcessorShare(Executions executions, WorkerSettings settings)
{
    private readonly int _processors = Math.Min(settings.Concurrency, Environment.ProcessorCount);

    /// <summary>At this moment, at least 1. Costs a division; is asked in every tick.</summary>
    public int OfOneRun => Of(_processors, executions.Occupied);

    /// <summary>The share of each of so many runs.</summary>
    public static int Of(int processors, int runs) => Math.Max(1, processors / Math.Max(1, runs));
}
