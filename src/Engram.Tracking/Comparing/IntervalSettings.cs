using Engram.Numerics.Random;

namespace Engram.Tracking.Comparing;

/// <summary>How an interval is made.</summary>
public enum IntervalMethod
{
    /// <summary>Percentile bootstrap over seeds: no assumption about the distribution, for every statistic; too narrow below about ten seeds.</summary>
    Bootstrap,

    /// <summary>Student's t: for means; right for few seeds when scores are roughly normal.</summary>
    T,
}

/// <summary>Method, level and effort of intervals.</summary>
/// <param name="Method">Null, the default, takes what covers best: Student's t for the mean, the percentile bootstrap for every other statistic.</param>
/// <param name="Level">Share of samples the interval is meant to cover, <see cref="LeastLevel"/> to <see cref="MostLevel"/>.</param>
/// <param name="Replicates">Resamples of the bootstrap, 100 to 200,000.</param>
public sealed record IntervalSettings(IntervalMethod? Method = null, double Level = 0.95, int Replicates = Bootstrap.DefaultReplicates)
{
    /// <summary>Below, an interval misses more often than it covers.</summary>
    public const double LeastLevel = 0.5;

    /// <summary>Beyond, the ends rest on fewer than ten of the most replicates.</summary>
    public const double MostLevel = 0.9999;

    /// <summary>95 % by the method that covers best, 2,000 resamples where it is the bootstrap (docs/adr/0011).</summary>
    public static IntervalSettings Default { get; } = new();

    /// <summary>What is wrong with the settings for a statistic, or null.</summary>
    public string? Fault(Statistic statistic) =>
        !(Level is >= LeastLevel and <= MostLevel) ? $"The level of an interval lies between {LeastLevel} and {MostLevel}, for example 0.95; {Level} was given."
        : Replicates is < 100 or > 200_000 ? $"A bootstrap takes 100 to 200,000 replicates; {Replicates} were given."
        : Method == IntervalMethod.T && statistic != Statistic.Mean
            ? $"Student's t makes intervals of means; for the {statistic.ToString().ToLowerInvariant()} use the bootstrap."
        : null;

    /// <summary>The method that makes the interval of a statistic.</summary>
    public IntervalMethod MethodFor(Statistic statistic) => Method ?? (statistic == Statistic.Mean ? IntervalMethod.T : IntervalMethod.Bootstrap);

    /// <summary>The statistic and its interval. The same scores give the same interval, in whatever order.</summary>
    /// <remarks>With Student's t the rows are averaged first: seeds are the sample.</remarks>
    public Estimate Of(ScoreTable table, Statistic statistic) => MethodFor(statistic) == IntervalMethod.Bootstrap
        ? Bootstrap.Interval(table, statistic, Stream(), Level, Replicates)
        : StudentT.Interval(Enumerable.Range(0, table.Runs).Select(run => Aggregate.Mean([.. table[run].ToArray().Order()])), Level);

    // One fixed stream: an interval is a function of the scores, and the same question has the same answer for everyone.
    internal static RandomStream Stream() => RandomStream.FromSeed(0).Split("comparison");
}
