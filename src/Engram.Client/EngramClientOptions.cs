namespace Engram.Client;

/// <summary>Settings of an <see cref="EngramClient"/>.</summary>
public sealed record EngramClientOptions
{
    /// <summary>Personal token, sent as <c>Authorization: Bearer</c>. Default none: an instance on this machine needs none.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// Directory in which everything waits that the server has not confirmed yet; made if missing. Default <c>engram/spool</c> in the user's
    /// folder for local data. Programs may share it.
    /// </summary>
    public string Spool { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "engram", "spool");

    /// <summary>How long a point stays in memory at most before it is on disk and on its way. Default 0.5 s.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Most points of one request, 1 to 100,000. Default 10,000.</summary>
    public int BatchPoints { get; init; } = 10_000;

    /// <summary>
    /// Most points (and lines) in memory, at least <see cref="BatchPoints"/>. Default 1,000,000, some 24 MB. Only when the disk cannot keep up
    /// with the program does <see cref="ClientRun.Log"/> wait here; the network never makes it wait.
    /// </summary>
    public int MemoryPoints { get; init; } = 1_000_000;

    /// <summary>How long the end of a run waits for the server; what it has not confirmed by then stays in <see cref="Spool"/>. Default 30 s.</summary>
    public TimeSpan CloseWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause between two attempts to reach the server. Default 30 s. The first is a fifth of a second, each next one twice as long.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether what earlier processes left in <see cref="Spool"/> for this server is sent in the background. Default true; else
    /// <see cref="EngramClient.SendSpooledAsync"/> does it.
    /// </summary>
    public bool SendLeftovers { get; init; } = true;

    /// <summary>Receives sentences about trouble: a server that is away, something it refuses. Default: standard error. Called from any thread.</summary>
    public Action<string> Report { get; init; } = static sentence => Console.Error.WriteLine($"engram: {sentence}");

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal void Check()
    {
        if (BatchPoints is < 1 or > 100_000) throw new ArgumentException($"BatchPoints is {BatchPoints}; 1 to 100000 is allowed.");
        if (MemoryPoints < BatchPoints) throw new ArgumentException($"MemoryPoints is {MemoryPoints}; at least BatchPoints ({BatchPoints}) is allowed.");
        if (FlushEvery <= TimeSpan.Zero) throw new ArgumentException($"FlushEvery is {FlushEvery}; a time above zero is allowed.");
        if (CloseWithin < TimeSpan.Zero) throw new ArgumentException($"CloseWithin is {CloseWithin}; zero or more is allowed.");
        if (LongestPause <= TimeSpan.Zero) throw new ArgumentException($"LongestPause is {LongestPause}; a time above zero is allowed.");
    }
}
