using System.Globalization;
using Engram.Tracking.Comparing;
using static System.FormattableString;

namespace Engram.Web.Pages;

/// <summary>What the page <c>Compare</c> was asked: its address, read. What is absent there, or cannot be understood, is what the experiment suggests.</summary>
public sealed record CompareView
{
    /// <summary>Metric whose score is compared; empty when the study recorded nothing.</summary>
    public required string Score { get; init; }

    /// <summary>Its task, or null for a metric recorded outside tasks.</summary>
    public string? Task { get; init; }

    /// <summary>How a series becomes a score.</summary>
    public Reduction Reduce { get; init; } = Reduction.Last;

    /// <summary>What stands for the seeds of a condition.</summary>
    public Statistic Statistic { get; init; }

    /// <summary>How intervals are made; null takes what covers best.</summary>
    public IntervalMethod? Interval { get; init; }

    /// <summary>Level of the intervals.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>A factor of the study, whose pairs are compared; or the label of the condition that all others are compared with.</summary>
    public string Against { get; init; } = "";

    /// <summary>Metric whose curves are drawn; null when there are none.</summary>
    public string? Curve { get; init; }

    /// <summary>Task whose curves are drawn; null for the whole run.</summary>
    public string? CurveTask { get; init; }

    /// <summary>What the bands around curves are.</summary>
    public BandKind Band { get; init; }

    /// <summary>Whether steps stand on a logarithmic axis.</summary>
    public bool LogSteps { get; init; }

    /// <summary>Whether the values of curves stand on a logarithmic axis.</summary>
    public bool LogValues { get; init; }

    /// <summary>Whether scores stand on a logarithmic axis; null lets the scores decide.</summary>
    public bool? LogScores { get; init; }

    /// <summary>Method and level of the intervals.</summary>
    public IntervalSettings Settings => new(Interval, Level);

    /// <summary>The interval in words: <c>95 % interval (bootstrap)</c>.</summary>
    public string IntervalWords => Words(Settings, Statistic);

    /// <summary>The statistic in words.</summary>
    public string StatisticWords => Statistic == Statistic.Iqm ? "IQM" : Statistic.ToString().ToLowerInvariant();

    /// <summary>What the bands are, in words; empty for none.</summary>
    public string BandWords => Band switch { BandKind.Interval => $"{StatisticWords} over seeds, {IntervalWords}", BandKind.Range => "mean over seeds; from the smallest to the largest seed", _ => "" };

    /// <summary>What of the address was not understood, a sentence each; what is suggested stands in its place.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Reads an address.</summary>
    /// <param name="query">Its query.</param>
    /// <param name="metrics">What the study's runs recorded.</param>
    /// <param name="factors">What the study varies.</param>
    /// <param name="conditions">Labels of its conditions.</param>
    public static CompareView Read(IQueryCollection query, StudyMetrics metrics, IReadOnlyList<Factor> factors, IReadOnlyList<string> conditions)
    {
        var words = new AddressWords(query);
        var score = words.OneOf("score", metrics.Keys) ?? metrics.FirstScore ?? "";
        var tasks = metrics.Tasks.GetValueOrDefault(score, []);
        string[] allTasks = [.. metrics.Tasks.Values.SelectMany(some => some).Distinct()];
        var statistic = words.OneOf("statistic", Statistic.Mean);
        var curve = words.OneOf("curve", metrics.Curves) ?? (metrics.Curves is [var first, ..] ? first : null);
        var declared = metrics.Declared.FirstOrDefault(metric => metric.Key == curve);
        var view = new CompareView
        {
            Score = score,
            Task = words.OneOf("task", tasks, allTasks) ?? (tasks is [.., var last] ? last : null),
            Reduce = words.Read("reduce", "last, min, max, mean, mean-of-first-N or steps-to-X", given => Reduction.TryParse(given, null, out var reduce) ? reduce : null) ?? Reduction.Last,
            Statistic = statistic,
            Interval = Method(words, statistic),
            Level = words.Read<double?>("level", Invariant($"a number from {IntervalSettings.LeastLevel} to {IntervalSettings.MostLevel}"), Share) ?? 0.95,
            Against = words.OneOf("against", [.. factors.Select(factor => factor.Name), .. conditions]) ?? factors.FirstOrDefault(factor => factor.Levels.Max() == 1)?.Name ?? "",
            Curve = curve,
            CurveTask = words.OneOf("curveTask", metrics.Tasks.GetValueOrDefault(curve ?? "", []), allTasks),
            // By default what was seen, which needs no assumption and stays readable with a dozen curves; the interval is one choice away.
            Band = words.OneOf("band", BandKind.Range),
            LogSteps = IsLogarithmic(words, "steps") ?? false,
            LogValues = IsLogarithmic(words, "values") ?? declared?.IsLogarithmic ?? false,
            LogScores = IsLogarithmic(words, "scores"),
        };
        return view with { Faults = words.Faults };
    }

    /// <summary>An interval in words, with its level and method.</summary>
    public static string Words(IntervalSettings settings, Statistic statistic) => Invariant(
        $"{100 * settings.Level:0.##} % interval ({(settings.MethodFor(statistic) == IntervalMethod.T ? "Student's t" : "bootstrap")})");

    private static IntervalMethod? Method(AddressWords words, Statistic statistic) => words.Read<IntervalMethod?>(
        "interval", statistic == Statistic.Mean ? "t or bootstrap" : "bootstrap, since Student's t makes intervals of means only",
        given => given.ToLowerInvariant() switch { "bootstrap" => IntervalMethod.Bootstrap, "t" when statistic == Statistic.Mean => IntervalMethod.T, _ => null });

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var level) && level is >= IntervalSettings.LeastLevel and <= IntervalSettings.MostLevel ? level : null;

    private static bool? IsLogarithmic(AddressWords words, string name) =>
        words.Read<bool?>(name, "linear or log", given => given switch { "log" => true, "linear" => false, _ => null });
}
