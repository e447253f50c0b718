namespace Engram.Cli.Bench;

/// <summary>How to measure the way of points into the record and out of it.</summary>
/// <param name="Clients">Clients that log at once, each to a run of its own.</param>
/// <param name="Batch">Points in a request.</param>
/// <param name="Seconds">How long each form is sent.</param>
/// <param name="Rounds">How often; the round with most points a second is told, and how far the others were.</param>
/// <param name="LongSeries">Points of the series whose overview is timed.</param>
internal sealed record IngestOptions(int Clients, int Batch, int Seconds, int Rounds, int LongSeries)
{
    /// <summary>The word after <c>bench</c>.</summary>
    public const string Word = "ingest";

    // The load generator changes three digits of each step within a batch.
    private const int MostPoints = 1_000;

    /// <summary>Reads the words after <c>bench ingest</c>.</summary>
    /// <exception cref="UsageException">Something cannot be understood.</exception>
    public static IngestOptions Parse(IReadOnlyList<string> args)
    {
        var given = new CommandLine($"bench {Word}", args,
        [
            new Option("--clients", "N", "Clients that log at once (default 50)."),
            new Option("--batch", "N", $"Points in a request, at most {MostPoints} (default {MostPoints})."),
            new Option("--seconds", "S", "How long each form is sent in a round (default 6)."),
            new Option("--rounds", "N", "How often (default 3)."),
            new Option("--long", "N", "Points of the long series, in millions (default 10)."),
        ]);
        return new(given.Number("--clients", 1, 1_000) ?? 50, given.Number("--batch", 1, MostPoints) ?? MostPoints, given.Number("--seconds", 1, 600) ?? 6,
            given.Number("--rounds", 1, 100) ?? 3, (given.Number("--long", 1, 100) ?? 10) * 1_000_000);
    }
}
