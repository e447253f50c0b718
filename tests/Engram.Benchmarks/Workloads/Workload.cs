namespace Engram.Benchmarks.Workloads;

/// <summary>Something whose speed counts.</summary>
/// <param name="Name">As it is selected and printed, such as <c>maml-second-batched</c>.</param>
/// <param name="Operation">What one operation is: the unit of the table.</param>
/// <param name="Goal">What it should reach.</param>
/// <param name="SetUp">Draws its numbers and makes its buffers; called when its turn has come.</param>
internal sealed record Workload(string Name, string Operation, Goal Goal, Func<IJob> SetUp)
{
    /// <summary>The peers' name of this work; several of ours may have the same.</summary>
    public string Peer { get; init; } = Name;

    /// <summary>Multiplications and additions in one operation; 0 where they are not what limits it.</summary>
    public double Flops { get; init; }

    /// <summary>Operations done by one <see cref="IJob.Run"/>.</summary>
    public int OperationsPerRun { get; init; } = 1;

    /// <summary>Whether it computes in double precision, where the peak is half as high.</summary>
    public bool IsDouble { get; init; }

    /// <summary>Whether somebody waits for each single operation: then how long the slowest took is measured too.</summary>
    public bool IsTick { get; init; }

    /// <summary>Whether several threads share it: then it is timed by the clock, for the processor time of all of them is no less than that of one. The peers have one thread, and take no part.</summary>
    public bool IsSpread { get; init; }

    /// <summary>Bytes that one operation may allocate: none, as a rule.</summary>
    public long AllowedBytes { get; init; }

    /// <summary>A peer in this process, which takes the place of the best one in Python; makes null where its library is missing.</summary>
    public Func<IJob, IJob?>? NativePeer { get; init; }
}
