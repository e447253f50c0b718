using System.Diagnostics;
using Engram.Cli.Up;

namespace Engram.Cli.Test;

/// <summary><c>./engram test</c>: runs the suites that were built, and ends with one line of three numbers.</summary>
internal static class TestCommand
{
    /// <returns>0 only if every suite reported and nothing failed.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var filter = new CommandLine("test", args, [], word: "suite").Word ?? "";
        var (checkout, terminal) = (Checkout.Find(), Terminal.Ours);
        var all = Suite.In(checkout);
        var suites = all.Where(s => s.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        if (suites.Count == 0) throw new UsageException($"No suite has '{filter}' in its name. There are: {string.Join(", ", all.Select(s => s.Name))}.");

        var folder = Directory.CreateDirectory(Path.Combine(checkout.Root, "TestResults")).FullName;
        using var stop = new StopSignals();
        var results = new List<SuiteResult>();
        foreach (var suite in suites)
        {
            terminal.Progress($"{suite.Name} …");
            var clock = Stopwatch.StartNew();
            var result = await suite.RunAsync(folder, stop.Token);
            terminal.Done($"{suite.Name,-28}{result.Passed,6} passed{result.Failures.Count,5} failed{result.Skipped,5} skipped{clock.Elapsed.TotalSeconds,8:0.0} s");
            foreach (var failure in result.Failures) terminal.Line($"\n  {failure}\n");
            foreach (var reason in result.Reasons) terminal.Line($"  skipped: {reason}");
            results.Add(result);
        }
        var failed = results.Sum(r => r.Failures.Count);
        terminal.Line();
        terminal.Line($"{results.Sum(r => r.Passed)} passed, {failed} failed, {results.Sum(r => r.Skipped)} skipped");
        return failed == 0 ? 0 : 1;
    }
}
