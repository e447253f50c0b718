using System.Globalization;

namespace Engram.Web.Parts;

/// <summary>Numbers, times and sizes as a person reads them; always the same in every culture.</summary>
/// <remarks>Rounding happens here and nowhere else; where a page rounds, its exact number stands in a <c>title</c> or in the data behind it.</remarks>
internal static class Readable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Four significant digits, a true minus sign, and words for what is not finite.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        0 => "0",
        _ => Math.Abs(value) is >= 1e6 or < 1e-3 ? Scientific(value) : Minus(Significant(value)),
    };

    /// <summary>Every digit: the shortest text that reads back to the same double.</summary>
    public static string Exact(double value) => value.ToString("R", Invariant);

    /// <summary><c>[1.9, 3.4]</c>.</summary>
    public static string Interval(double low, double high) => $"[{Number(low)}, {Number(high)}]";

    /// <summary>With separators between thousands.</summary>
    public static string Count(long count) => count.ToString("N0", Invariant);

    /// <summary><c>1 run</c>, <c>36 runs</c>.</summary>
    public static string Counted(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A share as a whole percentage.</summary>
    public static string Percent(double share) => Math.Round(share * 100).ToString("0", Invariant) + " %";

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => (bytes / 1e3).ToString("0.#", Invariant) + " kB",
        < 1_000_000_000 => (bytes / 1e6).ToString("0.#", Invariant) + " MB",
        _ => (bytes / 1e9).ToString("0.##", Invariant) + " GB",
    };

    /// <summary>Two units at most: <c>840 ms</c>, <c>12.3 s</c>, <c>4 min 10 s</c>, <c>3 h 20 min</c>, <c>2 d 4 h</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => Math.Max(0, Math.Round(time.TotalMilliseconds)).ToString("0", Invariant) + " ms",
        < 60 => time.TotalSeconds.ToString("0.0", Invariant) + " s",
        < 3_600 => $"{time.Minutes} min {time.Seconds} s",
        < 86_400 => $"{time.Hours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    /// <summary>How long ago: <c>just now</c>, <c>5 min ago</c>, <c>3 days ago</c>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 10 } => "just now",
        { TotalMinutes: < 1 } past => $"{(int)past.TotalSeconds} s ago",
        { TotalHours: < 1 } past => $"{(int)past.TotalMinutes} min ago",
        { TotalDays: < 1 } past => $"{(int)past.TotalHours} h ago",
        var past => Counted((long)past.TotalDays, "day") + " ago",
    };

    /// <summary>To the second, UTC.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", Invariant) + " UTC";

    private static string Significant(double value)
    {
        var decimals = Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        var text = value.ToString("N" + decimals, Invariant);
        return decimals > 0 && text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static string Scientific(double value)
    {
        var parts = value.ToString("0.###e0", Invariant).Split('e');
        return $"{Minus(parts[0])}e{Minus(parts[1])}";
    }

    private static string Minus(string text) => text.Replace('-', '−');
}
