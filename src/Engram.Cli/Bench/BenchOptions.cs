using System.Globalization;

namespace Engram.Cli.Bench;

/// <summary>How to run the benchmark.</summary>
/// <param name="Workloads">Words, separated by commas, of which a workload's name must contain one; all workloads if empty.</param>
/// <param name="Rounds">How often each side has its turn.</param>
/// <param name="Seconds">How long a turn is, in processor time.</param>
/// <param name="WithoutPeers">Whether we run alone.</param>
/// <param name="Json">File for everything that was measured.</param>
/// <param name="Markdown">File for the table and what belongs to it.</param>
internal sealed record BenchOptions(string Workloads, int Rounds, double Seconds, bool WithoutPeers, string? Json, string? Markdown)
{
    /// <summary>The length of a turn if none is given: all workloads with their peers then take some six minutes.</summary>
    public const double DefaultSeconds = 0.15;

    private const int DefaultRounds = 9;

    /// <summary>Reads the words after <c>bench</c>; files are relative to where the command was given.</summary>
    /// <exception cref="UsageException">Something cannot be understood.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var given = new CommandLine("bench", args,
        [
            new Option("--rounds", "N", $"How often ours and the peers take turns (default {DefaultRounds})."),
            new Option("--seconds", "S", string.Create(CultureInfo.InvariantCulture, $"Processor time of a turn (default {DefaultSeconds}).")),
            new Option("--no-peers", null, "Do not compare with PyTorch."),
            new Option("--install", null, "Install PyTorch (python3-torch, libopenblas0-pthread) first, with apt-get."),
            new Option("--markdown", "FILE", "Write the table there, with machine, date, load, noise and versions."),
            new Option("--json", "FILE", "Write everything there, for programs."),
        ], word: $"{RunsBenchOptions.Word}|{IngestOptions.Word}|{DeleteOptions.Word}|workload[,workload…]");
        return new BenchOptions(
            given.Word ?? "", given.Number("--rounds", 1, 1000) ?? DefaultRounds, Length(given.Text("--seconds")), given.Has("--no-peers"),
            given.Text("--json"), given.Text("--markdown"));
    }

    private static double Length(string? text)
    {
        if (text is null) return DefaultSeconds;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001 and <= 60
            ? seconds
            : throw new UsageException($"--seconds takes a number from 0.001 to 60, but '{text}' was given.");
    }
}
