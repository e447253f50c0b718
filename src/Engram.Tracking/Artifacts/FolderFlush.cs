using System.Runtime.InteropServices;

namespace Engram.Tracking.Artifacts;

/// <summary>Makes the names in a folder survive a power cut, as <see cref="FileStream.Flush(bool)"/> does for the bytes of a file.</summary>
/// <remarks>.NET opens no folders, so this asks libc. A file system that cannot flush a folder (some network ones) says so, and has no better to offer.</remarks>
internal static class FolderFlush
{
    private const int ReadOnly = 0;

    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = Open(folder, ReadOnly);
        if (handle < 0) return;
        _ = Sync(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
