using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Running;

namespace Engram.Benchmarks.Report;

/// <summary>Everything that was measured, for programs. Times in seconds per operation.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The report.</summary>
    public static string Of(Setting setting, double peak, IEnumerable<Result> results) => new JsonObject
    {
        ["start"] = setting.Start, ["processor"] = setting.Processor, ["runtime"] = setting.Runtime, ["peers"] = setting.Peers,
        ["peerEnvironment"] = PeerEnvironment.Text, ["load"] = setting.Load, ["peakFlopsPerSecond"] = peak,
        ["results"] = new JsonArray([.. results.Select(Of)]),
    }.ToJsonString(Indented);

    private static JsonObject Of(Result result) => new()
    {
        ["workload"] = result.Workload.Name, ["operation"] = result.Workload.Operation, ["ours"] = Of(result.Ours), ["natural"] = Of(result.Natural), ["best"] = Of(result.Best),
        ["againstNatural"] = result.AgainstNatural, ["againstBest"] = result.AgainstBest, ["shareOfPeak"] = result.Share, ["shareOfPeakAtBest"] = result.ShareAtBest, ["peakMedian"] = result.Peak.Median, ["peakMost"] = result.Peak.Most, ["flops"] = result.Workload.Flops,
        ["allocatedBytes"] = result.AllocatedBytes, ["goal"] = result.Workload.Goal.ToString(), ["met"] = result.Meets,
        ["latency"] = result.Latency is not { } l ? null : new JsonObject { ["median"] = l.Median, ["p99"] = l.P99, ["p999"] = l.P999, ["most"] = l.Most, ["count"] = l.Count },
        ["notes"] = new JsonArray([.. result.Notes.Select(note => (JsonNode)note)]),
    };

    private static JsonObject? Of(Timing? timing) => timing is null ? null : new JsonObject { ["cpuMedian"] = timing.Cpu, ["wallLeast"] = timing.Wall, ["noise"] = timing.Noise };
}
