namespace Engram.Tracking.Metrics;

/// <summary>As many points of a series as a chart has use for, every one of them as it was recorded.</summary>
/// <param name="Points">Points, steps growing.</param>
/// <param name="Total">How many there are in the range asked for.</param>
/// <param name="NotFinite">Where values are NaN or infinite, whether or not these points are among <paramref name="Points"/>.</param>
public sealed record ThinnedPoints(Points Points, long Total, IReadOnlyList<NotFiniteSpan> NotFinite);

/// <summary>Values that no line can go through.</summary>
/// <param name="FirstStep">Step of the first of them.</param>
/// <param name="LastStep">Step of the last of them; between the two, other points may be finite.</param>
/// <param name="Nan">How many are NaN.</param>
/// <param name="PositiveInfinity">How many are +∞.</param>
/// <param name="NegativeInfinity">How many are −∞.</param>
public sealed record NotFiniteSpan(long FirstStep, long LastStep, int Nan, int PositiveInfinity, int NegativeInfinity);
