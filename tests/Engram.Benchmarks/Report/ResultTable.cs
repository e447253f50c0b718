using System.Globalization;
using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Running;

namespace Engram.Benchmarks.Report;

/// <summary>Results as a table that is Markdown and lines up in a terminal, row by row as they come.</summary>
internal static class ResultTable
{
    private static readonly (string Title, int Width, bool Right)[] Columns =
    [
        ("workload", 22, false), ("ours, µs", 24, true), ("natural, µs", 17, true), ("best, µs", 17, true), ("natural / ours", 15, true), ("best / ours", 13, true),
        ("of peak", 11, true), ("B/op", 4, true), ("goal", 36, false), ("met", 7, false),
    ];

    /// <summary>The two lines above the rows.</summary>
    public static IReadOnlyList<string> Header { get; } =
    [
        Line(Columns.Select(column => column.Title)),
        "|" + string.Join('|', Columns.Select(column => column.Right ? new string('-', column.Width + 1) + ":" : new string('-', column.Width + 2))) + "|",
    ];

    /// <summary>One result.</summary>
    /// <param name="result">What was measured.</param>
    public static string Row(Result result) => Line(
    [
        result.Workload.Name,
        $"{Time(result.Ours)} ±{Percent(result.Ours.Noise)}",
        result.Natural is null ? "" : Time(result.Natural),
        result.Best is null ? "" : Time(result.Best),
        Ratio(result.Natural, result.Ours),
        Ratio(result.Best, result.Ours),
        result.Share is { } share ? $"{Percent(share)} [{Percent(result.ShareAtBest!.Value)}]" : "",
        Invariant($"{Math.Ceiling(result.AllocatedBytes)}"),
        result.Workload.Goal.ToString(),
        (result.Meets, result.MeetsAtBest) switch { (null, _) => "", (true, _) => "yes", (false, true) => "by min", _ => "no" },
    ]);

    /// <summary>How long single operations took, in words.</summary>
    public static string Sentence(string workload, Latency latency) => Invariant(
        $"{workload}: of {latency.Count:N0} single operations half took {Number(latency.Median * 1e6)} µs, 99 % at most {Number(latency.P99 * 1e6)}, 99.9 % {Number(latency.P999 * 1e6)}, the slowest {Number(latency.Most * 1e6)}.");

    private static string Time(Timing timing) => $"{Number(timing.Cpu * 1e6)} [{Number(timing.Wall * 1e6)}]";

    private static string Ratio(Timing? peer, Timing ours) => peer is null ? "" : $"{Times(peer.Cpu / ours.Cpu)} [{Times(peer.Wall / ours.Wall)}]";

    private static string Times(double ratio) => Invariant($"{(ratio < 10 ? ratio.ToString("0.0", CultureInfo.InvariantCulture) : ratio.ToString("0", CultureInfo.InvariantCulture))}×");

    private static string Percent(double share) => Invariant($"{100 * share:0} %");

    // Three digits that count, never an exponent.
    private static string Number(double value)
    {
        var decimals = value > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(value)), 0, 6) : 0;
        return value.ToString((value >= 10_000 ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Line(IEnumerable<string> cells) =>
        "| " + string.Join(" | ", cells.Zip(Columns, (cell, column) => column.Right ? cell.PadLeft(column.Width) : cell.PadRight(column.Width))) + " |";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
