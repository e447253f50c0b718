using System.Globalization;
using Engram.Tracking.Comparing;

namespace Engram.Web.Pages;

/// <summary>What the page <c>Compare</c> was asked: its address, read. What is absent or unknown there is what the experiment suggests.</summary>
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

    /// <summary>Reads an address.</summary>
    /// <param name="query">Its query.</param>
    /// <param name="metrics">What the study's runs recorded.</param>
    /// <param name="factors">What the study varies.</param>
    public static CompareView Read(IQueryCollection query, StudyMetrics metrics, IReadOnlyList<Factor> factors)
    {
        var score = metrics.Tasks.ContainsKey(query["score"].ToString()) ? query["score"].ToString() : metrics.FirstScore ?? "";
        var curve = metrics.Curves.Contains(query["curve"].ToString()) ? query["curve"].ToString() : metrics.Curves is [var first, ..] ? first : null;
        var tasks = metrics.Tasks.GetValueOrDefault(score, []);
        var declared = metrics.Declared.FirstOrDefault(metric => metric.Key == curve);
        var statistic = Word(query["statistic"], Statistic.Mean);
        return new()
        {
            Score = score,
            Task = tasks.Contains(query["task"].ToString()) ? query["task"].ToString() : tasks is [.., var last] ? last : null,
            Reduce = Reduction.TryParse(query["reduce"], null, out var reduce) ? reduce : Reduction.Last,
            Statistic = statistic,
            // Student's t makes intervals of means only.
            Interval = Enum.TryParse<IntervalMethod>(query["interval"], true, out var method) && (method != IntervalMethod.T || statistic == Statistic.Mean) ? method : null,
            Level = double.TryParse(query["level"], CultureInfo.InvariantCulture, out var level) && level is >= IntervalSettings.LeastLevel and <= IntervalSettings.MostLevel ? level : 0.95,
            Against = query["against"].ToString() is { Length: > 0 } against ? against : factors.FirstOrDefault(factor => factor.Levels.Max() == 1)?.Name ?? "",
            Curve = curve,
            CurveTask = metrics.Tasks.GetValueOrDefault(curve ?? "", []).Contains(query["curveTask"].ToString()) ? query["curveTask"].ToString() : null,
            // By default what was seen, which needs no assumption and stays readable with a dozen curves; the interval is one choice away.
            Band = Word(query["band"], BandKind.Range),
            LogSteps = query["steps"] == "log",
            LogValues = query["values"].ToString() is { Length: > 0 } values ? values == "log" : declared?.IsLogarithmic ?? false,
            LogScores = query["scores"].ToString() is { Length: > 0 } scores ? scores == "log" : null,
        };
    }

    /// <summary>An interval in words, with its level and method.</summary>
    public static string Words(IntervalSettings settings, Statistic statistic) => string.Create(CultureInfo.InvariantCulture,
        $"{100 * settings.Level:0.##} % interval ({(settings.MethodFor(statistic) == IntervalMethod.T ? "Student's t" : "bootstrap")})");

    private static T Word<T>(string? text, T otherwise) where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) ? word : otherwise;
}
