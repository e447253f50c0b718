using System.Diagnostics;

namespace Engram.Cli.Bench;

/// <summary><c>./engram bench</c>: runs the benchmark program, which the script has built. It is a program of its own because it stands among the tests.</summary>
internal static class BenchCommand
{
    /// <returns>What the program returned.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // Here too, so that --help and mistakes are answered without it.
        if (args is [RunsBenchOptions.Word, .. var runs]) RunsBenchOptions.Parse(runs);
        else if (args is [IngestOptions.Word, .. var ingest]) IngestOptions.Parse(ingest);
        else if (args is [DeleteOptions.Word, .. var delete]) DeleteOptions.Parse(delete);
        else BenchOptions.Parse(args);
        var program = Path.Combine(Checkout.Find().Root, "tests", "Engram.Benchmarks", "bin", Checkout.Configuration, "net10.0", "Engram.Benchmarks.dll");
        if (!File.Exists(program)) throw new RefusedException($"{program} is not built. Start the benchmark by ./engram bench, which builds it.");
        using var process = Process.Start(new ProcessStartInfo(Checkout.DotNet, [program, .. args]))!; // same terminal, and same Ctrl-C
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
