using System.Globalization;
using System.Runtime.InteropServices;

namespace Engram.Tracking.Storage.Processes;

/// <summary>What the kernel says about a process (<c>/proc</c>), and signals to it.</summary>
internal static class LinuxProcess
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int KillNow = 9;
    public const int Terminate = 15;

    /// <summary>
    /// Whether a process runs. A zombie does not: it is dead, only nobody has read its exit code. In containers whose first process
    /// does not reap, that lasts for ever, and <c>kill(pid, 0)</c> calls it alive.
    /// </summary>
    public static bool IsAlive(int pid) => State(pid) is not (null or 'Z' or 'X');

    /// <summary>The working directory of a process, with symbolic links resolved; null if it is gone or not ours to look at.</summary>
    public static string? WorkingDirectory(int pid)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Live processes whose working directory is <paramref name="directory"/> (absolute, symbolic links resolved).</summary>
    public static IReadOnlyList<int> Inside(string directory) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && WorkingDirectory(pid) == directory && IsAlive(pid))];

    /// <summary>Sends a signal. A process that is already gone is no error.</summary>
    public static void Signal(int pid, int signal) => _ = Kill(pid, signal);

    private static char? State(int pid)
    {
        try
        {
            // "pid (name) S …": the name may hold spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
