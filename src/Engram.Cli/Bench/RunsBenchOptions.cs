namespace Engram.Cli.Bench;

/// <summary>How to measure searching among very many runs.</summary>
/// <param name="Runs">How many runs the set has.</param>
/// <param name="Rounds">How often each question is asked, each time about other values.</param>
/// <param name="Plans">Whether the plans of the database are printed.</param>
/// <param name="Data">Folder in which the set is kept for the next time; null for one that is thrown away.</param>
internal sealed record RunsBenchOptions(int Runs, int Rounds, bool Plans, string? Data)
{
    /// <summary>The free word of <c>./engram bench</c> that means this.</summary>
    public const string Word = "runs";

    /// <summary>50 projects of 1,500 runs: the size that users of other trackers report.</summary>
    public const int DefaultRuns = 75_000;

    private const int DefaultRounds = 60;

    /// <summary>Reads the words after <c>bench runs</c>.</summary>
    /// <exception cref="UsageException">Something cannot be understood.</exception>
    public static RunsBenchOptions Parse(IReadOnlyList<string> args)
    {
        var given = new CommandLine("bench runs", args,
        [
            new Option("--runs", "N", $"Runs in the set (default {DefaultRuns}, in 50 projects of one size; from 1,000,000 on, half of them in the first)."),
            new Option("--rounds", "N", $"How often each question is asked (default {DefaultRounds})."),
            new Option("--plans", null, "Print the plan of each question."),
            new Option("--data", "DIR", "Keep the set there, and use the one that is there (default: throw it away)."),
        ]);
        return new RunsBenchOptions(given.Number("--runs", 100, 10_000_000) ?? DefaultRuns, given.Number("--rounds", 1, 10_000) ?? DefaultRounds, given.Has("--plans"), given.Text("--data"));
    }
}
