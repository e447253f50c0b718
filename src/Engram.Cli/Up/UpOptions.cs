namespace Engram.Cli.Up;

/// <summary>What <c>./engram up</c> was asked for.</summary>
internal sealed record UpOptions
{
    /// <summary>Port on the loopback address; null for ENGRAM_URLS or 5080.</summary>
    public int? Port { get; init; }

    /// <summary>Worker processes, 0 to 64. Default 1. The machine's cores are divided among them.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The data directory; null for ENGRAM_DATA or <c>.engram</c> in the checkout.</summary>
    public string? Data { get; init; }

    /// <summary>Whether an empty database gets the demo study.</summary>
    public bool Demo { get; init; } = true;

    private static readonly Option[] Known =
    [
        new("--no-demo", null, "Do not submit the demo study to an empty database."),
        new("--port", "N", "Listen on http://127.0.0.1:N (default 5080; ENGRAM_URLS names other addresses)."),
        new("--workers", "N", "Start N worker processes, which share the cores (default 1)."),
        new("--data", "DIR", "Keep data in DIR (default .engram in the checkout, or ENGRAM_DATA)."),
    ];

    /// <exception cref="UsageException">An option is unknown or its value impossible.</exception>
    public static UpOptions Read(IReadOnlyList<string> args)
    {
        var given = new CommandLine("up", args, Known);
        return new UpOptions
        {
            Port = given.Number("--port", 1, 65535),
            Workers = given.Number("--workers", 0, 64) ?? 1,
            Data = given.Text("--data"),
            Demo = !given.Has("--no-demo"),
        };
    }
}
