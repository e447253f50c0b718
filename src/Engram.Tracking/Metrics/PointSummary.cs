using Engram.Tracking.Comparing;

namespace Engram.Tracking.Metrics;

/// <summary>What a table shows of a series without reading its points.</summary>
/// <param name="Count">Number of points, ≥ 1.</param>
/// <param name="FirstStep">Smallest step.</param>
/// <param name="LastStep">Largest step.</param>
/// <param name="Last">Value at the largest step.</param>
/// <param name="Min">Smallest value that is not NaN; NaN when there is none.</param>
/// <param name="Max">Largest value that is not NaN; NaN when there is none.</param>
/// <param name="Mean">Mean of the values; NaN as soon as one is.</param>
/// <param name="NanCount">How many values are NaN.</param>
public sealed record PointSummary(long Count, long FirstStep, long LastStep, double Last, double Min, double Max, double Mean, long NanCount)
{
    /// <summary>Of points whose steps grow; at least one. O(n).</summary>
    public static PointSummary Of(Points points)
    {
        var (min, max, nans) = (double.NaN, double.NaN, 0L);
        foreach (var value in points.Values)
        {
            if (double.IsNaN(value))
            {
                nans++;
                continue;
            }
            min = double.MinNumber(min, value);
            max = double.MaxNumber(max, value);
        }
        return new(points.Count, points.Steps[0], points.Steps[^1], points.Values[^1], min, max, Aggregate.Mean(points.Values), nans);
    }

    /// <summary>
    /// Of these points and ones written later. A step that both have counts twice, as the points themselves are not looked at; and the
    /// mean is rounded once more. The end of a run sets both right (<see cref="MetricStore.CompactAsync"/>).
    /// </summary>
    public PointSummary Then(PointSummary later)
    {
        var count = Count + later.Count;
        var share = (double)later.Count / count;
        return new(
            count, Math.Min(FirstStep, later.FirstStep), Math.Max(LastStep, later.LastStep), later.LastStep >= LastStep ? later.Last : Last,
            double.MinNumber(Min, later.Min), double.MaxNumber(Max, later.Max), (Mean * (1 - share)) + (later.Mean * share), NanCount + later.NanCount);
    }
}
