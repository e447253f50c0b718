using System.Diagnostics;

namespace Engram.Tracking.Storage.Processes;

/// <summary>A signal that asks a process to end.</summary>
public enum EndSignal
{
    /// <summary>SIGINT: to PostgreSQL a fast shutdown, to a terminal program Ctrl-C.</summary>
    Interrupt = LinuxProcess.Interrupt,

    /// <summary>SIGTERM: to a .NET host a graceful shutdown.</summary>
    Terminate = LinuxProcess.Terminate,
}

/// <summary>
/// A process that belongs to this one: it stands in a session of its own, so that Ctrl-C in the terminal reaches only the parent, which
/// then orders the shutdown; it gets its end signal from the kernel when the parent dies, even by <c>kill -9</c>; and it writes to a log
/// file, so that no broken pipe follows.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly EndSignal _endSignal;

    private ChildProcess(Process process, EndSignal endSignal)
    {
        _process = process;
        _endSignal = endSignal;
        Exited = WaitAsync(process);
    }

    /// <summary>The process id, which is also that of the program itself: every step of the start replaces the one before.</summary>
    public int Id => _process.Id;

    /// <summary>Ends when the process ends, with its exit code (128 + n if signal n ended it).</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Absolute path, or a name to be found in PATH.</param>
    /// <param name="arguments">Its arguments, passed on untouched.</param>
    /// <param name="logFile">File that its standard output and standard error are appended to.</param>
    /// <param name="endSignal">What asks it to end, also when this process dies.</param>
    /// <param name="environment">Variables to set beside those of this process.</param>
    /// <param name="setpriv">Further options for <c>setpriv</c>, such as <c>--reuid=…</c>.</param>
    /// <param name="workingDirectory">Where it starts. Default <c>/</c>.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string logFile,
        EndSignal endSignal,
        IReadOnlyDictionary<string, string>? environment = null,
        IEnumerable<string>? setpriv = null,
        string workingDirectory = "/")
    {
        var signal = endSignal == EndSignal.Interrupt ? "INT" : "TERM";
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", """exec "$@" </dev/null >>"$0" 2>&1""", logFile, "setsid", "setpriv", "--pdeathsig", signal, .. setpriv ?? [], "--", program, .. arguments])
        {
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProcess(ParentThread.Start(start), endSignal);
    }

    /// <summary>Sends the end signal, waits, and kills what is still there after <paramref name="grace"/>.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        AskToEnd();
        if (await Task.WhenAny(Exited, Task.Delay(grace)) == Exited) return true;
        LinuxProcess.Signal(Id, LinuxProcess.KillNow);
        await Exited;
        return false;
    }

    /// <summary>Sends the end signal and does not wait. A process that has ended is no error.</summary>
    public void AskToEnd()
    {
        if (!Exited.IsCompleted) LinuxProcess.Signal(Id, (int)_endSignal);
    }

    /// <summary>Frees what this process holds; the child goes on.</summary>
    public void Dispose() => _process.Dispose();

    private static async Task<int> WaitAsync(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
