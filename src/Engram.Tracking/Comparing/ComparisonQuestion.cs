namespace Engram.Tracking.Comparing;

/// <summary>A question over runs: which score, by which groups, summed up how.</summary>
public sealed record ComparisonQuestion
{
    /// <summary>The study whose design is compared; either this or <see cref="Runs"/>.</summary>
    public Guid? Study { get; init; }

    /// <summary>Runs chosen one by one; either these or <see cref="Study"/>.</summary>
    public IReadOnlyList<Guid> Runs { get; init; } = [];

    /// <summary>Metric key.</summary>
    public required string Metric { get; init; }

    /// <summary>Name of the task, or null for a metric of the whole run.</summary>
    public string? Task { get; init; }

    /// <summary>How a series becomes a score. Default: its last value.</summary>
    public Reduction Reduce { get; init; } = Reduction.Last;

    /// <summary>What stands for the scores of a group. Default: the mean.</summary>
    public Statistic Statistic { get; init; } = Statistic.Mean;

    /// <summary>How intervals are made.</summary>
    public IntervalSettings Interval { get; init; } = IntervalSettings.Default;

    /// <summary>Which score wins a pair. Default: the lower.</summary>
    public Better Better { get; init; } = Better.Lower;

    /// <summary>Names of options; conditions that agree in all of them form a group. Empty: every condition is a group.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>A condition whose group all others are compared with; null compares every group with every other.</summary>
    public Guid? Baseline { get; init; }

    /// <summary>What is wrong with the question in itself, by field; empty when nothing is.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        if (Study is null == (Runs.Count == 0)) faults.Add("study", "Name a study or runs, and not both.");
        if (Metrics.SeriesBatch.Fault(Metric) is { } metric) faults.Add("metric", metric);
        if (Interval.Fault(Statistic) is { } interval) faults.Add("interval", interval);
        var twice = GroupBy.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => $"'{same.Key}'").ToList();
        if (twice.Count > 0) faults.Add("groupBy", $"{string.Join(", ", twice)} {(twice.Count == 1 ? "is" : "are")} named more than once; name every option once.");
        return faults;
    }
}
