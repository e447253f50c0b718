using System.Globalization;
using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Storage.Private;

/// <summary>
/// <c>postmaster.pid</c>, which a server writes into its cluster while it runs and which outlives it when it is killed:
/// line 1 the process, line 5 the directory of its socket.
/// </summary>
/// <param name="Pid">The postmaster's process id.</param>
/// <param name="SocketDirectory">Where its socket is; empty if it was killed before it wrote that.</param>
internal sealed record PostmasterFile(int Pid, string SocketDirectory)
{
    /// <summary>Reads the file of a cluster; null if there is none, or none that can be understood.</summary>
    public static PostmasterFile? Read(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(cluster));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        return lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new PostmasterFile(pid, lines.Length > 4 ? lines[4].Trim() : "")
            : null;
    }

    /// <summary>Where the file of a cluster is.</summary>
    public static string PathIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>Whether the process is alive and works in this cluster: a number alone may by now belong to anybody.</summary>
    public bool IsRunningIn(string cluster) => LinuxProcess.IsAlive(Pid) && LinuxProcess.WorkingDirectory(Pid) == cluster;
}
