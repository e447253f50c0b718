using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Engram.Testing;

namespace Engram.Cli.Tests.Up;

/// <summary>The real thing: <c>up</c> as a process, its children killed one after another, then itself.</summary>
[Trait("Pace", "Slow")]
public sealed class UpCommandTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("engram-test-");
    private readonly int _port = FreePort();
    private readonly List<Process> _started = [];

    public UpCommandTests()
    {
        PostgresFixture.Programs(); // skips where there are none
        if (OperatingSystem.IsLinux()) _data.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    }

    public void Dispose()
    {
        foreach (var process in _started.Where(p => !p.HasExited)) process.Kill();
        WaitUntil(() => Children().Count == 0);
        foreach (var process in _started) process.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task It_starts_mends_itself_refuses_a_second_one_and_leaves_nothing_behind()
    {
        var up = Start("--workers", "2");
        await RunsAsync(up);
        Assert.Equal(3, Children().Count(c => c.Contains(".dll"))); // web and two workers
        Assert.Contains(Children(), c => c.Contains("postgres"));

        var second = Start("--workers", "0");
        await second.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"{_data.FullName} is in use by another Engram (process {up.Id}) at http://127.0.0.1:{_port}.", await second.StandardError.ReadToEndAsync());

        foreach (var victim in new[] { "Engram.Web.dll", "Engram.Worker.dll", "bin/postgres" })
        {
            var pid = PidOf(victim);
            Kill(pid);
            WaitUntil(() => PidOf(victim) is var next && next != 0 && next != pid);
            await ReadyAsync(up);
        }

        Process.Start("kill", ["-INT", $"{up.Id}"]).WaitForExit();
        await up.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, up.ExitCode);
        Assert.Empty(Children());
    }

    [Fact]
    public async Task After_kill_9_of_it_no_process_is_left_and_the_next_start_is_clean()
    {
        var first = Start();
        await RunsAsync(first);

        Kill(first.Id);
        WaitUntil(() => Children().Count == 0);

        await RunsAsync(Start());
    }

    [Fact]
    public async Task Kill_9_of_the_web_host_in_the_middle_of_the_demo_does_not_cost_the_table()
    {
        var up = Start(demo: true);
        await UntilItSaysAsync(up, " runs done, ");

        Kill(PidOf("Engram.Web.dll"));

        await UntilItSaysAsync(up, "web was killed (signal 9); it is started again in 0.5 s");
        await UntilItSaysAsync(up, " 36 of 36 runs done, ");
        await UntilItSaysAsync(up, "Table I: ");
        await UntilItSaysAsync(up, $"  compare   http://127.0.0.1:{_port}/studies/");
        await RunsAsync(up);
    }

    private Process Start(params string[] more) => Start(demo: false, more);

    private Process Start(bool demo, params string[] more)
    {
        var checkout = Checkout.Find();
        var start = new ProcessStartInfo(
            Checkout.DotNet,
            [Path.Combine(checkout.Root, "src/Engram.Cli/bin", Checkout.Configuration, "net10.0/Engram.Cli.dll"), "up", "--port", $"{_port}", "--data", _data.FullName, .. demo ? [] : new[] { "--no-demo" }, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ConnectionStrings__Engram");
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    /// <summary>Until it says that it runs: what dies before that is not started again, but reported.</summary>
    private static Task RunsAsync(Process up) => UntilItSaysAsync(up, "Engram runs at");

    private static async Task UntilItSaysAsync(Process up, string words)
    {
        while (await up.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120)) is { } line)
            if (line.Contains(words)) return;
        Assert.Fail($"It ended without '{words}': {await up.StandardError.ReadToEndAsync()}");
    }

    private async Task ReadyAsync(Process up)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(2) };
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            Assert.False(up.HasExited, "It ended.");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "It was not ready within 60 s.");
            try
            {
                if ((await http.GetAsync("/ready")).StatusCode == HttpStatusCode.OK) return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                continue;
            }
        }
    }

    /// <summary>Command lines of the live processes that work for this data directory, the supervisors themselves left out.</summary>
    private List<string> Children() => [.. Processes().Where(p => !_started.Exists(s => s.Id == p.Pid)).Select(p => p.Command)];

    private int PidOf(string part) => Processes().FirstOrDefault(p => p.Command.Contains(part)).Pid;

    private IEnumerable<(int Pid, string Command)> Processes()
    {
        foreach (var folder in Directory.GetDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            var (command, environment) = (Text(folder + "/cmdline"), Text(folder + "/environ")); // both are empty for a zombie
            if (command.Contains(_data.FullName) || environment.Contains($"ENGRAM_DATA={_data.FullName}\n")) yield return (int.Parse(Path.GetFileName(folder)), command);
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Replace('\0', '\n');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Kill(int pid) => Process.Start("kill", ["-9", $"{pid}"]).WaitForExit();

    private static void WaitUntil(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(50))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "It did not happen within 60 s.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
