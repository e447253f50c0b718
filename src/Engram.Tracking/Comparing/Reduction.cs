using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Engram.Tracking.Comparing;

/// <summary>What makes one number, the score, of a series.</summary>
public enum ReductionKind
{
    /// <summary>The value at the largest step.</summary>
    Last,

    /// <summary>The smallest value that is not NaN.</summary>
    Min,

    /// <summary>The largest value that is not NaN.</summary>
    Max,

    /// <summary>The mean of all values.</summary>
    Mean,

    /// <summary>The mean of the first so many values, by step.</summary>
    MeanOfFirst,

    /// <summary>The first step at which the value is at or below a threshold; +∞ when that never happens.</summary>
    StepsTo,
}

/// <summary>How a series becomes a score.</summary>
/// <remarks>As text <c>last</c>, <c>min</c>, <c>max</c>, <c>mean</c>, <c>mean-of-first-500</c>, <c>steps-to-0.1</c>; as JSON see <see cref="ReductionJson"/>.</remarks>
[JsonConverter(typeof(ReductionJson))]
public sealed record Reduction : IParsable<Reduction>
{
    private const string MeanOfFirstPrefix = "mean-of-first-";
    private const string StepsToPrefix = "steps-to-";

    private Reduction(ReductionKind kind) => Kind = kind;

    /// <summary>The value at the largest step.</summary>
    public static Reduction Last { get; } = new(ReductionKind.Last);

    /// <summary>The smallest value that is not NaN.</summary>
    public static Reduction Min { get; } = new(ReductionKind.Min);

    /// <summary>The largest value that is not NaN.</summary>
    public static Reduction Max { get; } = new(ReductionKind.Max);

    /// <summary>The mean of all values.</summary>
    public static Reduction Mean { get; } = new(ReductionKind.Mean);

    /// <summary>Which one.</summary>
    public ReductionKind Kind { get; }

    /// <summary>With <see cref="ReductionKind.MeanOfFirst"/>: how many values, ≥ 1.</summary>
    public int Points { get; private init; }

    /// <summary>With <see cref="ReductionKind.StepsTo"/>: the threshold; not NaN.</summary>
    public double Threshold { get; private init; }

    /// <summary>The mean of the first values, by step. A series with fewer has no score.</summary>
    /// <param name="points">How many, ≥ 1.</param>
    public static Reduction MeanOfFirst(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return new(ReductionKind.MeanOfFirst) { Points = points };
    }

    /// <summary>The first step at which the value is at or below a threshold; +∞ when that never happens.</summary>
    /// <param name="threshold">Any number but NaN.</param>
    public static Reduction StepsTo(double threshold) => double.IsNaN(threshold)
        ? throw new ArgumentException("A threshold of NaN is never reached; give a number.", nameof(threshold))
        : new(ReductionKind.StepsTo) { Threshold = threshold };

    /// <summary>The score of points, steps growing; null when there are too few.</summary>
    internal double? Of(Metrics.Points points) => Kind switch
    {
        ReductionKind.MeanOfFirst => points.Count < Points ? null : Aggregate.Mean(points.Values.AsSpan(0, Points)),
        ReductionKind.StepsTo => Array.FindIndex(points.Values, value => value <= Threshold) is var place and >= 0 ? points.Steps[place] : double.PositiveInfinity,
        _ => throw new InvalidOperationException($"{this} is read from the summary of a series, not from its points."),
    };

    /// <inheritdoc/>
    public static Reduction Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var result) ? result
        : throw new FormatException($"'{s}' is no reduction. Known: last, min, max, mean, {MeanOfFirstPrefix}N, {StepsToPrefix}X.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Reduction result)
    {
        result = s switch
        {
            "last" => Last,
            "min" => Min,
            "max" => Max,
            "mean" => Mean,
            _ => int.TryParse(After(MeanOfFirstPrefix, s), NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points >= 1 ? MeanOfFirst(points)
                : double.TryParse(After(StepsToPrefix, s), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) && !double.IsNaN(threshold)
                    ? StepsTo(threshold)
                    : null,
        };
        return result is not null;
    }

    private static string? After(string prefix, string? text) => text?.StartsWith(prefix, StringComparison.Ordinal) == true ? text[prefix.Length..] : null;

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        ReductionKind.MeanOfFirst => string.Create(CultureInfo.InvariantCulture, $"{MeanOfFirstPrefix}{Points}"),
        ReductionKind.StepsTo => string.Create(CultureInfo.InvariantCulture, $"{StepsToPrefix}{Threshold:R}"),
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
