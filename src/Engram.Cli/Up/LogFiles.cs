namespace Engram.Cli.Up;

/// <summary>The log files of the programs that are started, in <c>logs</c> of the data directory.</summary>
internal sealed class LogFiles
{
    /// <summary>A log that has grown beyond this is set aside as <c>….1</c>.</summary>
    private const long Longest = 20_000_000;

    private readonly string _folder;

    public LogFiles(string data)
    {
        _folder = Path.Combine(data, "logs");
        Directory.CreateDirectory(_folder);
    }

    public string Of(string program) => Path.Combine(_folder, program + ".log");

    /// <summary>
    /// Sets long logs aside, now and then until cancelled. The programs append to the open file, so it is copied and emptied, not moved.
    /// </summary>
    public async Task KeepShortAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            foreach (var log in new DirectoryInfo(_folder).GetFiles("*.log").Where(f => f.Length > Longest))
            {
                log.CopyTo(log.FullName + ".1", overwrite: true);
                using var emptied = new FileStream(log.FullName, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
            }
            await Task.Delay(TimeSpan.FromMinutes(1), ct).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
