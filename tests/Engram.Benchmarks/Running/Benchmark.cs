using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Report;
using Engram.Benchmarks.Workloads;
using Engram.Cli;
using Engram.Cli.Bench;

namespace Engram.Benchmarks.Running;

/// <summary>One run of the benchmark: every workload in turn, its row as soon as it is measured, the report at the end.</summary>
internal static class Benchmark
{
    private const int Peaks = 20_000;

    /// <summary>Measures, prints, and writes the files that were asked for.</summary>
    public static void Run(BenchOptions options, IReadOnlyList<Workload> workloads, TimeProvider time)
    {
        var terminal = Terminal.Ours;
        using var peers = StartPeers(options, out var said);
        var setting = Setting.Here(said, time.GetUtcNow());
        var peak = new Peak();
        peak.Measure(Peaks);
        var contest = new Contest(options, peers, peak);
        var results = new List<Result>();

        terminal.Line($"Peers: {said}");
        terminal.Line("Time per operation: median of processor time over the rounds [least on the clock] ± spread of the middle half.\n");
        foreach (var line in ResultTable.Header) terminal.Line(line);
        foreach (var workload in workloads)
        {
            if (!Console.IsOutputRedirected) terminal.Progress($"{workload.Name} …"); // in a file only the table stands
            var result = contest.Measure(workload);
            terminal.Done(ResultTable.Row(result));
            results.Add(result);
        }

        var report = Document(options, setting, peak.FlopsPerSecond, results);
        terminal.Line();
        foreach (var line in report.Where(line => line.StartsWith('-'))) terminal.Line(line);
        if (options.Markdown is { } markdown) File.WriteAllLines(markdown, report);
        if (options.Json is { } json) File.WriteAllText(json, JsonReport.Of(setting, peak.FlopsPerSecond, results));
    }

    /// <summary>The report as Markdown: where and how, the table, what single operations took, and what must be said.</summary>
    public static IReadOnlyList<string> Document(BenchOptions options, Setting setting, double peak, IReadOnlyList<Result> results) =>
    [
        .. setting.Lines(options, peak),
        $"- Noise: the middle half of our rounds spreads by {100 * Statistics.Median(results.Select(result => result.Ours.Noise)):0} % in the median workload.",
        "",
        .. ResultTable.Header,
        .. results.Select(ResultTable.Row),
        .. results.Any(result => result.Latency is not null || result.Notes.Count > 0) ? (string[])[""] : [],
        .. results.Where(result => result.Latency is not null).Select(result => "- " + ResultTable.Sentence(result.Workload.Name, result.Latency!)),
        .. results.SelectMany(result => result.Notes).Select(note => "- " + note),
    ];

    private static PeerProcess? StartPeers(BenchOptions options, out string said)
    {
        said = "none were asked for (--no-peers).";
        if (options.WithoutPeers) return null;
        try
        {
            var peers = PeerProcess.Start();
            said = peers.Versions + ".";
            return peers;
        }
        catch (PeerException missing)
        {
            said = $"skipped: {missing.Message}.";
            return null;
        }
    }
}
