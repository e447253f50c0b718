using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Storage.Private;

/// <summary>A running server: our child, or one that outlived the process that started it and was adopted.</summary>
internal sealed class Postmaster : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess? _child;

    private Postmaster(int pid, string socketDirectory, ChildProcess? child)
    {
        (Pid, SocketDirectory, _child) = (pid, socketDirectory, child);
        Exited = child?.Exited ?? WatchAsync(pid);
    }

    public int Pid { get; }

    public string SocketDirectory { get; }

    public bool Adopted => _child is null;

    /// <summary>Ends when the server has ended.</summary>
    public Task Exited { get; }

    /// <summary>The server that runs in this home, if one does.</summary>
    public static Postmaster? Find(PostgresHome home) =>
        PostmasterFile.Read(home.Cluster) is { SocketDirectory: not "" } file && file.IsRunningIn(home.Cluster)
            ? new Postmaster(file.Pid, file.SocketDirectory, null)
            : null;

    /// <summary>Starts a server; it does not accept connections yet.</summary>
    public static Postmaster Start(PostgresHome home, PostgresPrograms programs, PrivatePostgresOptions options, string socketDirectory)
    {
        Dictionary<string, string> settings = new()
        {
            ["listen_addresses"] = "", // the socket is the only door: no port, so no port can be taken
            ["unix_socket_directories"] = socketDirectory,
            ["max_connections"] = Invariant(options.MaxConnections),
            ["max_wal_size"] = "1GB",
            ["jit"] = "off", // compiles longer than our queries run
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["logging_collector"] = "on", // an adopted server must not write into the pipe of a process that is gone
            ["log_directory"] = "log",
            ["log_filename"] = "postgresql-%a.log", // one file per day of the week
            ["log_truncate_on_rotation"] = "on",
            ["fsync"] = OnOff(options.Durable),
            ["synchronous_commit"] = OnOff(options.Durable),
            ["full_page_writes"] = OnOff(options.Durable),
        };
        var arguments = settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" }).Prepend(home.Cluster).Prepend("-D");
        File.Delete(home.StartupLog);
        var child = ChildProcess.Start(programs.Server, arguments, home.StartupLog, EndSignal.Interrupt, setpriv: home.User.Setpriv);
        return new Postmaster(child.Id, socketDirectory, child);
    }

    /// <summary>Fast shutdown: clients are cut off, everything committed is kept. One that does not end is made to; it will replay its log.</summary>
    public async Task StopAsync()
    {
        foreach (var (signal, patience) in new[] { (LinuxProcess.Interrupt, 60), (LinuxProcess.Quit, 5), (LinuxProcess.KillNow, 5) })
        {
            if (Exited.IsCompleted) return;
            LinuxProcess.Signal(Pid, signal);
            await Task.WhenAny(Exited, Task.Delay(TimeSpan.FromSeconds(patience)));
        }
    }

    /// <summary>The last lines it wrote, for an error message.</summary>
    public static string LastWords(PostgresHome home)
    {
        var logs = Path.Combine(home.Cluster, "log");
        var latest = Directory.Exists(logs) ? new DirectoryInfo(logs).GetFiles().MaxBy(f => f.LastWriteTimeUtc)?.FullName : null;
        return $"{LogTail.Read(home.StartupLog)}\n{(latest is null ? "" : LogTail.Read(latest))}".Trim('\n');
    }

    public void Dispose() => _child?.Dispose();

    private static async Task WatchAsync(int pid)
    {
        while (LinuxProcess.IsAlive(pid)) await Task.Delay(Glance);
    }

    private static string OnOff(bool value) => value ? "on" : "off";

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
