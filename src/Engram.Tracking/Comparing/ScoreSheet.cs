using System.Text.Json;

namespace Engram.Tracking.Comparing;

/// <summary>One score per condition and seed, with every place where one should be and is not.</summary>
/// <param name="Conditions">By study and position.</param>
public sealed record ScoreSheet(IReadOnlyList<ConditionScores> Conditions)
{
    /// <summary>
    /// Per seed the mean over the conditions that match. A seed takes part when every one of them has a score for it, so that conditions stay balanced.
    /// </summary>
    /// <param name="where">Which conditions.</param>
    /// <returns>By seed, ascending; not finite as soon as one of the scores is not. Empty when no condition matches.</returns>
    public IReadOnlyDictionary<long, double> PerSeed(Func<ConditionScores, bool> where) => ScoreMatrix.Of([.. Conditions.Where(where)]).PerSeed;
}

/// <summary>The scores of a condition.</summary>
/// <param name="Id">The condition.</param>
/// <param name="Study">Name of its study.</param>
/// <param name="Position">Its place in the study, from 0.</param>
/// <param name="Label">Its label, unique in the study.</param>
/// <param name="Options">All its options, an object.</param>
/// <param name="Seeds">Every seed there should be, ascending.</param>
public sealed record ConditionScores(Guid Id, string Study, int Position, string Label, JsonElement Options, IReadOnlyList<SeedScore> Seeds);

/// <summary>The score of a condition for a seed, or why there is none.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Run">The run, or null when there is none.</param>
/// <param name="Score">Any double; null when <paramref name="Missing"/> says why.</param>
/// <param name="Missing">Why there is no score: <c>no run</c>, a state, <c>not recorded</c>, <c>too few points</c>; null when there is one.</param>
public sealed record SeedScore(long Seed, Guid? Run, double? Score, string? Missing);
