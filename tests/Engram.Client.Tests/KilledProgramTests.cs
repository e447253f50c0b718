using System.Diagnostics;

namespace Engram.Client.Tests;

/// <summary>A program that is killed while it logs.</summary>
public sealed class KilledProgramTests
{
    private static string Program => Path.Combine(AppContext.BaseDirectory.Replace(nameof(Engram) + ".Client.Tests", "Engram.Examples", StringComparison.Ordinal), "Engram.Examples.dll");

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(400)]
    public async Task What_was_on_disk_arrives_once_and_the_run_has_failed(int milliseconds)
    {
        await using var ledger = await Ledger.OpenAsync();
        // Some answers are lost, so that what is sent again is on both sides of the kill.
        ledger.Script = (n, request) => n % 3 == 1 ? new Trouble(AfterEffect: true) : null;
        using var folder = new SpoolFolder();
        var kept = await KillAsync(ledger.Address, folder.Path, TimeSpan.FromMilliseconds(milliseconds));
        Assert.Single(folder.Runs);

        await using var engram = new EngramClient(ledger.Address, folder.Options);
        Assert.Equal(1, await engram.SendSpooledAsync());

        var run = Assert.Single(ledger.Runs).Value;
        foreach (var key in (string[])["loss", "slope"])
        {
            var steps = run.Steps(key).ToList();
            Assert.True(steps.Count > kept, $"{kept} was kept, {steps.Count} arrived.");
            Assert.Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step), steps);
        }
        Assert.Equal("failed", run.State);
        Assert.Contains("ended without saying", (string)run.Changes[^1]["error"]!);
        Assert.Empty(folder.Runs);
    }

    [Fact]
    public async Task The_next_client_sends_what_is_left_by_itself()
    {
        await using var ledger = await Ledger.OpenAsync();
        ledger.Script = (_, _) => new Trouble(503);
        using var folder = new SpoolFolder();
        await KillAsync(ledger.Address, folder.Path, TimeSpan.Zero);
        Assert.Empty(ledger.Runs);

        ledger.Script = (_, _) => null;
        await using var engram = new EngramClient(ledger.Address, folder.Options with { SendLeftovers = true });
        for (var begun = TimeProvider.System.GetTimestamp(); folder.Runs.Length > 0; await Task.Delay(10))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "Waited in vain.");
        }
        Assert.Equal("failed", Assert.Single(ledger.Runs).Value.State);
    }

    // Kills the program some time after it said that 500 steps are on disk; answers how many it said at last.
    private static async Task<int> KillAsync(string address, string spool, TimeSpan after)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, address, "2000000000", spool]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var (kept, killed) = (0, false);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("kept ", StringComparison.Ordinal)) kept = int.Parse(line.AsSpan(5, line.IndexOf(':') - 5), System.Globalization.CultureInfo.InvariantCulture);
            if (killed || kept == 0) continue;
            killed = true;
            _ = Task.Delay(after).ContinueWith(_ => process.Kill(), TaskScheduler.Default); // SIGKILL
        }
        await process.WaitForExitAsync();
        Assert.Equal(137, process.ExitCode);
        return kept;
    }
}
