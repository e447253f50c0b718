using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Engram.Worker.Tests;

/// <summary>The worker as it is deployed: a process.</summary>
public sealed class WorkerProgram : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Freeze = 19;
    private const int Thaw = 18;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private WorkerProgram(Process process)
    {
        _process = process;
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (_output) _output.AppendLine(line.Data);
        };
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
    }

    public bool IsRunning => !_process.HasExited;

    /// <summary>Everything it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static WorkerProgram Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Engram.Worker")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var program = new WorkerProgram(new Process { StartInfo = start });
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>kill -9: no last words.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public Task<int> TerminateAsync()
    {
        Signal(Terminate);
        return ExitCodeAsync();
    }

    public void FreezeIt() => Signal(Freeze);

    public void ThawIt() => Signal(Thaw);

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) await KillAsync();
        _process.Dispose();
    }

    private void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
