namespace Engram.Client.Tests;

/// <summary>A folder for spools, gone after the test; and what a client reports, kept for it.</summary>
internal sealed class SpoolFolder : IDisposable
{
    private readonly List<string> _reports = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("engram-spool-").FullName;

    public IReadOnlyList<string> Reports
    {
        get
        {
            lock (_reports) return [.. _reports];
        }
    }

    public string[] Runs => Directory.GetDirectories(Path);

    /// <summary>Settings that do not make a test wait.</summary>
    public EngramClientOptions Options => new()
    {
        Spool = Path,
        FlushEvery = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(20),
        CloseWithin = TimeSpan.FromSeconds(30),
        SendLeftovers = false,
        Report = sentence =>
        {
            lock (_reports) _reports.Add(sentence);
        },
    };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
