using System.Globalization;

namespace Engram.Tracking.Storage.Processes;

/// <summary>
/// Holds a directory for one process. The lock is the kernel's (flock on a file named <c>lock</c>): it goes with the process, however
/// that dies, and is never stale. <c>lock.holder</c> says who has it, for messages only.
/// </summary>
public sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a directory that exists; null if another process has it.</summary>
    public static DirectoryLock? TryTake(string directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException held) when (held.GetType() == typeof(IOException)) // its subclasses say that there is no such place
        {
            return null;
        }
        File.WriteAllText(HolderIn(directory), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DirectoryLock(file);
    }

    /// <summary>The process that last took the lock of a directory; null if that cannot be read.</summary>
    public static int? Holder(string directory)
    {
        try
        {
            return int.TryParse(File.ReadAllText(HolderIn(directory)), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gives the directory back.</summary>
    public void Dispose() => _file.Dispose();

    private static string HolderIn(string directory) => Path.Combine(directory, "lock.holder");
}
