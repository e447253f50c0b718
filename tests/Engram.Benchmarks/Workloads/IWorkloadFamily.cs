namespace Engram.Benchmarks.Workloads;

/// <summary>Workloads that belong together; a class that implements it is found by existing. Needs a constructor without parameters.</summary>
internal interface IWorkloadFamily
{
    /// <summary>Where its rows stand in the table: W1, W2, …</summary>
    string Group { get; }

    /// <summary>In the order of the table.</summary>
    IEnumerable<Workload> Workloads { get; }
}
