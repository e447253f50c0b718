namespace Engram.Tracking.Metrics;

/// <summary>Brings points into the order in which a series has them: by step, one point per step.</summary>
internal static class PointOrder
{
    /// <summary>The points of all batches, steps growing; of several with the same step the last one written. O(n) when nothing overlaps, else O(n log n).</summary>
    /// <param name="batches">In the order they were written.</param>
    public static Points Merge(IReadOnlyList<Points> batches)
    {
        if (batches.Count == 1 && Grows(batches[0].Steps)) return batches[0];
        var all = Points.Concat(batches);
        if (Grows(all.Steps)) return all;

        // Among equal steps the place of writing decides, so the last of each group of equals is the one that stays.
        int[] order = [.. Enumerable.Range(0, all.Count)];
        Array.Sort(order, (left, right) => all.Steps[left] != all.Steps[right] ? all.Steps[left].CompareTo(all.Steps[right]) : left.CompareTo(right));
        int[] kept = [.. order.Where((point, place) => place == order.Length - 1 || all.Steps[order[place + 1]] != all.Steps[point])];
        return new Points(
            Array.ConvertAll(kept, point => all.Steps[point]), Array.ConvertAll(kept, point => all.Times[point]), Array.ConvertAll(kept, point => all.Values[point]));
    }

    /// <summary>Those of the points, steps growing, that lie between two steps, ends included.</summary>
    public static Points Between(Points points, long from, long to)
    {
        var start = FirstAtLeast(points.Steps, from);
        var end = to == long.MaxValue ? points.Count : FirstAtLeast(points.Steps, to + 1);
        return points.Slice(start, Math.Max(0, end - start));
    }

    private static int FirstAtLeast(long[] steps, long step) => Array.BinarySearch(steps, step) is var place && place < 0 ? ~place : place;

    private static bool Grows(long[] steps)
    {
        for (var i = 1; i < steps.Length; i++)
        {
            if (steps[i] <= steps[i - 1]) return false;
        }
        return true;
    }
}
