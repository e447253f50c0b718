namespace Engram.Cli.Bench;

/// <summary>How to measure the deletion of very many runs while others log.</summary>
/// <param name="Runs">How many runs are deleted.</param>
/// <param name="Metrics">Metrics of each.</param>
/// <param name="Points">Points of each metric.</param>
/// <param name="Clients">Clients that log meanwhile, each to a run of its own.</param>
/// <param name="Seconds">How long the clients are watched when nothing is deleted.</param>
internal sealed record DeleteOptions(int Runs, int Metrics, int Points, int Clients, int Seconds)
{
    /// <summary>The word after <c>bench</c>.</summary>
    public const string Word = "delete";

    /// <summary>Reads the words after <c>bench delete</c>.</summary>
    /// <exception cref="UsageException">Something cannot be understood.</exception>
    public static DeleteOptions Parse(IReadOnlyList<string> args)
    {
        var given = new CommandLine($"bench {Word}", args,
        [
            new Option("--runs", "N", "Runs that are deleted (default 10000)."),
            new Option("--metrics", "N", "Metrics of each (default 2)."),
            new Option("--points", "N", "Points of each metric (default 1000)."),
            new Option("--clients", "N", "Clients that log meanwhile (default 10)."),
            new Option("--seconds", "S", "How long they are watched with nothing else to do (default 5)."),
        ]);
        return new(given.Number("--runs", 1, 100_000) ?? 10_000, given.Number("--metrics", 1, 100) ?? 2, given.Number("--points", 1, 100_000) ?? 1_000,
            given.Number("--clients", 1, 1_000) ?? 10, given.Number("--seconds", 1, 600) ?? 5);
    }
}
