using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Workloads;

/// <summary>A workload that was set up: its buffers are made, its numbers drawn.</summary>
internal interface IJob
{
    /// <summary>How often it runs before <see cref="Results"/> are compared: an optimizer with a memory says most of what it knows in its third step.</summary>
    public const int RunsBeforeResults = 3;

    /// <summary>What it works on, drawn when it was set up: what the peers are given.</summary>
    SafeTensorsFile Inputs { get; }

    /// <summary>Does the work once.</summary>
    void Run();

    /// <summary>What the peers must agree with after as many runs, by name.</summary>
    SafeTensorsFile Results();
}
