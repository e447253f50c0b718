using Engram.Cli.Up;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Test;

/// <summary>A test project, which is a program that runs its own tests.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Program">The program, built as this one was.</param>
internal sealed record Suite(string Name, string Program)
{
    /// <summary>A suite that takes longer hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    /// <summary>The suites of a checkout by name; the browser's journeys last.</summary>
    public static IReadOnlyList<Suite> In(Checkout checkout) =>
        [.. Directory.GetFiles(Path.Combine(checkout.Root, "tests"), "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(project => (Name: Path.GetFileNameWithoutExtension(project), Folder: Path.GetDirectoryName(project)!))
            .Where(p => p.Name.EndsWith(".Tests", StringComparison.Ordinal) || p.Name == "Engram.EndToEnd")
            .OrderBy(p => p.Name == "Engram.EndToEnd").ThenBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new Suite(p.Name, Path.Combine(p.Folder, "bin", Checkout.Configuration, "net10.0", p.Name)))];

    /// <summary>Runs it to its end.</summary>
    /// <param name="results">Folder for its report and its output.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<SuiteResult> RunAsync(string results, CancellationToken ct)
    {
        var (report, log) = (Path.Combine(results, Name + ".xml"), Path.Combine(results, Name + ".log"));
        File.Delete(report);
        File.Delete(log);
        using var process = ChildProcess.Start(Program, ["-xml", report, "-noColor"], log, EndSignal.Terminate, workingDirectory: results);
        var ended = await Task.WhenAny(process.Exited, Task.Delay(Longest, ct)) == process.Exited;
        if (!ended) await process.StopAsync(TimeSpan.FromSeconds(10));
        ct.ThrowIfCancellationRequested();
        var ending = !ended ? $"was ended after {Longest.TotalMinutes} minutes" : await process.Exited is 0 ? null : SupervisedProgram.HowItEnded(await process.Exited);
        return SuiteResult.Read(report, ending, LogTail.Read(log));
    }
}
