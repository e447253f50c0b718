namespace Engram.Tracking.Metrics;

/// <summary>Fewer points that draw the same picture: of every column of pixels the smallest and the largest value.</summary>
public static class Thinning
{
    /// <summary>The fewest points one can ask for: two ends and a bucket.</summary>
    public const int FewestPoints = 4;

    /// <summary>Thins points to at most <paramref name="budget"/>.</summary>
    /// <param name="points">Steps growing.</param>
    /// <param name="budget">Most points wanted, ≥ <see cref="FewestPoints"/>.</param>
    /// <returns>All points when they fit. Else the first and the last, and of every bucket the first of its smallest and of its largest finite values.</returns>
    /// <remarks>
    /// The range of the steps is cut into (budget − 2) / 2 buckets of equal width in steps, so a gap stays a gap, and the choice is the same for the same request.
    /// A spike of one point among a million survives. Values that are not finite win no bucket and hide nothing: they are reported
    /// beside the points. O(n).
    /// </remarks>
    public static ThinnedPoints MinMax(Points points, int budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, FewestPoints);
        if (points.Count <= budget) return new(points, points.Count, Spans(points));

        var (first, last) = (points.Steps[0], points.Steps[^1]);
        var buckets = (budget - 2) / 2;
        List<int> kept = [0];
        List<NotFiniteSpan> notFinite = [];
        for (var (bucket, start) = (0, 0); start < points.Count; bucket++)
        {
            var end = EndOf(points.Steps, start, Border(first, last, bucket + 1, buckets));
            if (end == start) continue;
            var (min, max) = Extremes(points.Values, start, end);
            if (min >= 0)
            {
                Keep(kept, Math.Min(min, max));
                Keep(kept, Math.Max(min, max));
            }
            if (Span(points, start, end) is { } span) notFinite.Add(span);
            start = end;
        }
        Keep(kept, points.Count - 1);
        return new(new([.. kept.Select(i => points.Steps[i])], [.. kept.Select(i => points.Times[i])], [.. kept.Select(i => points.Values[i])]), points.Count, notFinite);
    }

    private static void Keep(List<int> kept, int point)
    {
        if (kept[^1] < point) kept.Add(point);
    }

    // The last step of a bucket, in 128 bits: the range may span all of long.
    private static long Border(long first, long last, int bucket, int buckets) =>
        bucket >= buckets ? last : (long)(first + (((Int128)last - first + 1) * bucket / buckets) - 1);

    private static int EndOf(long[] steps, int start, long border)
    {
        var place = Array.BinarySearch(steps, start, steps.Length - start, border);
        return place < 0 ? ~place : place + 1;
    }

    private static (int Min, int Max) Extremes(double[] values, int start, int end)
    {
        var (min, max) = (-1, -1);
        for (var i = start; i < end; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            if (min < 0 || values[i] < values[min]) min = i;
            if (max < 0 || values[i] > values[max]) max = i;
        }
        return (min, max);
    }

    private static IReadOnlyList<NotFiniteSpan> Spans(Points points) =>
        [.. Enumerable.Range(0, points.Count).Select(i => Span(points, i, i + 1)).OfType<NotFiniteSpan>()];

    private static NotFiniteSpan? Span(Points points, int start, int end)
    {
        var (first, last, nan, positive, negative) = (-1, -1, 0, 0, 0);
        for (var i = start; i < end; i++)
        {
            var value = points.Values[i];
            if (double.IsFinite(value)) continue;
            if (first < 0) first = i;
            last = i;
            if (double.IsNaN(value)) nan++;
            else if (value > 0) positive++;
            else negative++;
        }
        return first < 0 ? null : new(points.Steps[first], points.Steps[last], nan, positive, negative);
    }
}
