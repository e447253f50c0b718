using System.Globalization;
using System.Runtime.InteropServices;
using Engram.Benchmarks.Running;
using Engram.Cli.Bench;

namespace Engram.Benchmarks.Report;

/// <summary>Where and how it was measured: numbers without that are hearsay.</summary>
/// <param name="Processor">Its name, its cores, its widest vectors.</param>
/// <param name="Runtime">.NET and system.</param>
/// <param name="Peers">What PyTorch says of itself, or why it takes no part.</param>
/// <param name="Start">When it began.</param>
/// <param name="Load">Mean number of processes that wanted a core in the minute before.</param>
internal sealed record Setting(string Processor, string Runtime, string Peers, DateTimeOffset Start, string Load)
{
    /// <summary>This machine, now.</summary>
    public static Setting Here(string peers, DateTimeOffset now) => new(
        $"{Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, "
            + $"{Engram.Numerics.Kernels.VectorWidths.Widest switch { Engram.Numerics.Kernels.VectorWidth.Single => "no vectors", var width => $"{(int)width}-bit vectors" }}",
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}",
        peers, now, LoadNow());

    /// <summary>The mean number of processes that want a core, over the last minute.</summary>
    public static string LoadNow() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>Lines for the head of the report.</summary>
    /// <param name="options">How often and how long.</param>
    /// <param name="peak">Floating-point operations per second.</param>
    public IEnumerable<string> Lines(BenchOptions options, double peak) =>
    [
        Invariant($"- {Start.UtcDateTime:yyyy-MM-dd HH:mm} UTC, load {Load} at the start and {LoadNow()} at the end; {options.Rounds} rounds of {options.Seconds:0.###} s for each side."),
        Invariant($"- {Processor}; measured peak of one core {peak / 1e9:0} GFLOP/s in single precision."),
        $"- {Runtime}; one thread, but for workloads called spread.",
        $"- Peers: {Peers}",
        $"- Their environment: {PeerEnvironment.Text}.",
    ];

    private static string? Field(string file, string name) => !File.Exists(file) ? null : File.ReadLines(file)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':') + 1)..].Trim()).FirstOrDefault();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
