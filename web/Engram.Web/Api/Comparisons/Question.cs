using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Comparing;

namespace Engram.Web.Api.Comparisons;

/// <summary>A question over runs: which score, by which groups, summed up how.</summary>
internal sealed record Question
{
    /// <summary>Identifier of the study whose design is compared; either this or <c>runs</c>.</summary>
    public Guid? Study { get; init; }

    /// <summary>Identifiers of runs chosen one by one; either these or <c>study</c>.</summary>
    [Length(0, 10_000)]
    public Guid[] Runs { get; init; } = [];

    /// <summary>Metric key.</summary>
    [StringLength(250, MinimumLength = 1)]
    public required string Metric { get; init; }

    /// <summary>Name of a task; absent for a metric of the whole run.</summary>
    public string? Task { get; init; }

    /// <summary>
    /// How a series becomes a score: <c>"last"</c>, <c>"min"</c>, <c>"max"</c>, <c>"mean"</c>, <c>{"mean": {"first": 500}}</c> or <c>{"stepsTo":
    /// 0.1}</c>.
    /// </summary>
    public Reduction Reduce { get; init; } = Reduction.Last;

    /// <summary>What stands for the scores of a group.</summary>
    public Statistic Statistic { get; init; } = Statistic.Mean;

    /// <summary>How intervals are made.</summary>
    public IntervalQuestion Interval { get; init; } = new();

    /// <summary>Which score wins a pair.</summary>
    public Better Better { get; init; } = Better.Lower;

    /// <summary>
    /// Names of options: conditions that agree in all of them form a group. <c>["condition"]</c>, as when absent, makes every condition a group.
    /// </summary>
    [Length(0, 100)]
    public string[] GroupBy { get; init; } = ["condition"];

    /// <summary>Groups are compared seed by seed.</summary>
    public Pairing PairBy { get; init; } = Pairing.Seed;

    /// <summary>Identifier of a condition whose group all others are compared with; absent compares every group with every other.</summary>
    public Guid? Baseline { get; init; }

    /// <summary>As the evaluator takes it.</summary>
    public ComparisonQuestion ToQuestion() => new()
    {
        Study = Study,
        Runs = Runs,
        Metric = Metric,
        Task = Task,
        Reduce = Reduce,
        Statistic = Statistic,
        Interval = new(Interval.Method, Interval.Level, Interval.Replicates),
        Better = Better,
        GroupBy = GroupBy is ["condition"] ? [] : GroupBy,
        Baseline = Baseline,
    };
}

/// <summary>How intervals are made.</summary>
internal sealed record IntervalQuestion
{
    /// <summary>Share of samples an interval is meant to cover, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// <c>bootstrap</c> over seeds for every statistic, or Student's <c>t</c> for means. Absent: <c>t</c> for the mean, <c>bootstrap</c> for the
    /// others.
    /// </summary>
    public IntervalMethod? Method { get; init; }

    /// <summary>Resamples of the bootstrap, 100 to 200,000.</summary>
    public int Replicates { get; init; } = Bootstrap.DefaultReplicates;
}

/// <summary>What the runs of two groups are paired by.</summary>
internal enum Pairing
{
    /// <summary>The seed.</summary>
    Seed,
}
