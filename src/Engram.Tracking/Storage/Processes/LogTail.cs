namespace Engram.Tracking.Storage.Processes;

/// <summary>The end of a log, for an error message.</summary>
public static class LogTail
{
    private const int Bytes = 16 * 1024;
    private const int Width = 240;

    /// <summary>The last lines of a file, indented by two; empty if there is no such file. Reads at most its last 16 KiB; a long line is cut.</summary>
    public static string Read(string path, int lines = 15)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(Bytes, file.Length), SeekOrigin.End);
            var text = new StreamReader(file).ReadToEnd();
            return string.Join('\n', text.TrimEnd().Split('\n').TakeLast(lines).Select(line => "  " + (line.Length <= Width ? line : line[..Width] + " …")));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
