using System.Text.Json;

namespace Engram.Tracking.Comparing;

/// <summary>The answer to a <see cref="ComparisonQuestion"/>. A function of the scores: the same runs give the same bits.</summary>
/// <param name="Groups">By study and position of their first condition.</param>
/// <param name="Differences">Of pairs of groups: every pair, or every group against the baseline.</param>
public sealed record ComparisonAnswer(IReadOnlyList<ComparisonGroup> Groups, IReadOnlyList<ComparisonDifference> Differences);

/// <summary>Conditions that are taken together, and what their seeds say.</summary>
public sealed record ComparisonGroup
{
    /// <summary>The conditions; one, unless the question groups by options.</summary>
    public required IReadOnlyList<Guid> Conditions { get; init; }

    /// <summary>Label of the condition, or the values of the options grouped by.</summary>
    public required string Label { get; init; }

    /// <summary>The options that all conditions of the group share.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Options { get; init; }

    /// <summary>Position of the first condition in its study.</summary>
    public required int Position { get; init; }

    /// <summary>Seeds there should be.</summary>
    public required int Planned { get; init; }

    /// <summary>Seeds in the estimate.</summary>
    public required int N { get; init; }

    /// <summary>Seeds left out of the estimate because a score is NaN or infinite (diverged, threshold not reached).</summary>
    public required int NotFinite { get; init; }

    /// <summary>Seeds without a score, and why.</summary>
    public required IReadOnlyList<MissingSeed> Missing { get; init; }

    /// <summary>The statistic over seeds and its interval; all NaN when no seed has a finite score.</summary>
    public required Estimate Estimate { get; init; }

    /// <summary>Score by seed: of a single condition as it is, of several their mean. Those that are not finite included.</summary>
    public required IReadOnlyDictionary<long, double> Scores { get; init; }
}

/// <summary>A seed that does not take part.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Condition">Label of the condition that lacks it.</param>
/// <param name="Run">The run, or null when there is none.</param>
/// <param name="Why"><c>no run</c>, a state, <c>not recorded</c>, <c>too few points</c>.</param>
public sealed record MissingSeed(long Seed, string Condition, Guid? Run, string Why);

/// <summary>Two groups, paired by seed.</summary>
/// <param name="Left">Index of a group.</param>
/// <param name="Right">Index of the group it is compared with.</param>
/// <param name="Paired">The comparison; differences are left − right.</param>
/// <param name="CorrectedP">Its p, corrected for all differences of the answer by Holm's method.</param>
/// <param name="Distinct">True when <paramref name="CorrectedP"/> is at most 1 − level.</param>
/// <param name="Words">What it says, in one or two sentences.</param>
public sealed record ComparisonDifference(int Left, int Right, PairedComparison Paired, double CorrectedP, bool Distinct, string Words);
