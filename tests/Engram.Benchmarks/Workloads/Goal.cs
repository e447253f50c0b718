using System.Globalization;

namespace Engram.Benchmarks.Workloads;

/// <summary>What a workload should reach. Times and rates are meant for the machine that docs/benchmarks.md names; shares and ratios for every one.</summary>
internal sealed record Goal
{
    /// <summary>Nothing was promised.</summary>
    public static Goal None { get; } = new();

    /// <summary>The longest that an operation should take, in µs.</summary>
    public double? Microseconds { get; init; }

    /// <summary>The fewest operations per second.</summary>
    public double? Rate { get; init; }

    /// <summary>The least share of the measured peak, 0 to 1.</summary>
    public double? Share { get; init; }

    /// <summary>How many times faster than the best peer, at least.</summary>
    public double? AgainstBest { get; init; }

    /// <summary>How many times faster than the natural peer, at least.</summary>
    public double? AgainstNatural { get; init; }

    /// <summary>In words, such as <c>≤ 170 µs, ≥ 7× best</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Microseconds is { } time) parts.Add(time >= 1000 ? Invariant($"≤ {time / 1000:G4} ms") : Invariant($"≤ {time:G4} µs"));
        if (Rate is { } rate) parts.Add(Invariant($"≥ {rate / 1e6:G4} M/s"));
        if (Share is { } share) parts.Add(Invariant($"≥ {100 * share:0} % of peak"));
        if (AgainstBest is { } best) parts.Add(Invariant($"≥ {best:G3}× best"));
        if (AgainstNatural is { } natural) parts.Add(Invariant($"≥ {natural:G3}× natural"));
        return string.Join(", ", parts);
    }

    /// <summary>Whether all of it is reached; a part that could not be measured, because a peer is missing, is left out. Null where nothing is left.</summary>
    /// <param name="seconds">Of one operation.</param>
    /// <param name="share">Of the peak, if it is known.</param>
    /// <param name="againstBest">Ratio to the best peer, if there is one.</param>
    /// <param name="againstNatural">Ratio to the natural peer, if there is one.</param>
    public bool? IsMet(double seconds, double? share, double? againstBest, double? againstNatural)
    {
        bool?[] parts =
        [
            Microseconds is { } time ? seconds * 1e6 <= time : null, Rate is { } rate ? 1 / seconds >= rate : null,
            share >= Share, againstBest >= AgainstBest, againstNatural >= AgainstNatural,
        ];
        parts[2] = Share is null || share is null ? null : parts[2];
        parts[3] = AgainstBest is null || againstBest is null ? null : parts[3];
        parts[4] = AgainstNatural is null || againstNatural is null ? null : parts[4];
        return parts.All(part => part is null) ? null : parts.All(part => part is not false);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
