using System.Text.Json.Nodes;
using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Running;
using Engram.Benchmarks.Workloads;
using Engram.Cli.Bench;

namespace Engram.Benchmarks.Tests.Running;

public sealed class BenchmarkTests
{
    [Fact]
    public void A_run_writes_its_table_and_everything_it_measured()
    {
        var folder = Directory.CreateTempSubdirectory("engram-bench-test-");
        try
        {
            var (markdown, json) = (Path.Combine(folder.FullName, "table.md"), Path.Combine(folder.FullName, "all.json"));
            var options = BenchOptions.Parse(["joints-gd", "--no-peers", "--rounds", "2", "--seconds", "0.001", "--markdown", markdown, "--json", json]);
            Benchmark.Run(options, WorkloadCatalog.Named(options.Workloads), TimeProvider.System);

            var text = File.ReadAllText(markdown);
            Assert.Contains("| joints-gd ", text);
            Assert.Contains("- Peers: none were asked for (--no-peers).", text);
            Assert.Matches("joints-gd: of [0-9,]+ single operations half took ", text);
            var result = JsonNode.Parse(File.ReadAllText(json))!["results"]!.AsArray().Single()!;
            Assert.Equal(("joints-gd", 0.0), ((string)result["workload"]!, (double)result["allocatedBytes"]!));
            Assert.True((double)result["ours"]!["cpuMedian"]! > 0);
            Assert.Null(result["best"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_peak_is_measured()
    {
        var peak = new Peak();
        var highest = Enumerable.Range(0, 3).Select(_ => peak.Measure(10)).Max();
        Assert.True(highest > 0);
        Assert.Equal(highest, peak.FlopsPerSecond);
    }
}
