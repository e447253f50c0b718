using Engram.Tracking.Comparing;

namespace Engram.Tracking.Metrics;

/// <summary>What a table shows of a series without reading its points.</summary>
/// <param name="Count">Number of points, ≥ 1.</param>
/// <param name="FirstStep">Smallest step.</param>
/// <param name="LastStep">Largest step.</param>
/// <param name="LastTime">Greatest time at the largest step, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Last">Value at the largest step; of several there, the one with the greatest time, then by <see cref="TieRule"/>.</param>
/// <param name="Min">Smallest value that is not NaN; NaN when there is none.</param>
/// <param name="Max">Largest value that is not NaN; NaN when there is none.</param>
/// <param name="Mean">Mean of the values; NaN as soon as one is.</param>
/// <param name="NanCount">How many values are NaN.</param>
public sealed record PointSummary(
    long Count, long FirstStep, long LastStep, long LastTime, double Last, double Min, double Max, double Mean, long NanCount)
{
    /// <summary>Of points in the order of a series; at least one. O(n).</summary>
    public static PointSummary Of(Points points, TieRule tie = TieRule.LatestArrival)
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
        var last = points.Values[^1];
        for (var i = points.Count - 2; i >= 0 && points.Steps[i] == points.Steps[^1] && points.Times[i] == points.Times[^1]; i--)
        {
            last = Of(tie, earlier: points.Values[i], later: last);
        }
        return new(points.Count, points.Steps[0], points.Steps[^1], points.Times[^1], last, min, max, Aggregate.Mean(points.Values), nans);
    }

    /// <summary>
    /// Of these points and ones written later. A point that both have counts twice, as the points themselves are not looked at
    /// (<see cref="StoredNeighbours"/> leaves it out before); and the mean is rounded once more, which compaction sets right (<see cref="MetricStore.CompactAsync"/>).
    /// </summary>
    public PointSummary Then(PointSummary later, TieRule tie = TieRule.LatestArrival)
    {
        var count = Count + later.Count;
        var share = (double)later.Count / count;
        var order = (later.LastStep, later.LastTime).CompareTo((LastStep, LastTime));
        return new(
            count, Math.Min(FirstStep, later.FirstStep), Math.Max(LastStep, later.LastStep), order < 0 ? LastTime : later.LastTime,
            order < 0 ? Last : order > 0 ? later.Last : Of(tie, Last, later.Last),
            double.MinNumber(Min, later.Min), double.MaxNumber(Max, later.Max), (Mean * (1 - share)) + (later.Mean * share), NanCount + later.NanCount);
    }

    private static double Of(TieRule tie, double earlier, double later) => tie == TieRule.LatestArrival ? later : double.MaxNumber(earlier, later);
}
