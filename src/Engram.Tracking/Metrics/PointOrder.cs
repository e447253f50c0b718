namespace Engram.Tracking.Metrics;

/// <summary>Brings points into the order in which a series has them: by step, then by time, then by arrival.</summary>
internal static class PointOrder
{
    /// <summary>Every distinct point of all batches in the order of a series. O(n) when nothing overlaps, else O(n log n).</summary>
    /// <param name="batches">In the order they were written.</param>
    /// <remarks>Points that are equal in step, time and the bits of the value are one point, in the place of the latest of them: a retry adds nothing.</remarks>
    public static Points Sort(IReadOnlyList<Points> batches)
    {
        if (batches.Count == 1 && Grows(batches[0].Steps)) return batches[0];
        var all = Points.Concat(batches);
        if (Grows(all.Steps)) return all;

        int[] order = [.. Enumerable.Range(0, all.Count)];
        Array.Sort(order, (left, right) =>
            all.Steps[left] != all.Steps[right] ? all.Steps[left].CompareTo(all.Steps[right])
            : all.Times[left] != all.Times[right] ? all.Times[left].CompareTo(all.Times[right])
            : left.CompareTo(right));
        return Pick(all, WithoutCopies(all, order));
    }

    /// <summary>Of points in the order of a series, the last at each step: what charts and comparisons see. O(n).</summary>
    public static Points LastOfEachStep(Points points)
    {
        if (Grows(points.Steps)) return points;
        return Pick(points, [.. Enumerable.Range(0, points.Count).Where(i => i == points.Count - 1 || points.Steps[i + 1] != points.Steps[i])]);
    }

    /// <summary>One point per step, steps growing: of several at one step that with the greatest time, then the latest written.</summary>
    /// <param name="batches">In the order they were written.</param>
    public static Points Merge(IReadOnlyList<Points> batches) => LastOfEachStep(Sort(batches));

    /// <summary>Those of the points, in order, that lie between two steps, ends included.</summary>
    public static Points Between(Points points, long from, long to)
    {
        var start = FirstAtLeast(points.Steps, from);
        var end = to == long.MaxValue ? points.Count : FirstAtLeast(points.Steps, to + 1);
        return points.Slice(start, Math.Max(0, end - start));
    }

    /// <summary>True when every step is larger than the one before.</summary>
    public static bool Grows(long[] steps)
    {
        for (var i = 1; i < steps.Length; i++)
        {
            if (steps[i] <= steps[i - 1]) return false;
        }
        return true;
    }

    private static int FirstAtLeast(long[] steps, long step)
    {
        var place = Array.BinarySearch(steps, step);
        if (place < 0) return ~place;
        // Of several points at one step the search may find any.
        while (place > 0 && steps[place - 1] == step) place--;
        return place;
    }

    private static List<int> WithoutCopies(Points all, int[] order)
    {
        List<int> kept = new(order.Length);
        HashSet<long> later = [];
        for (var end = order.Length; end > 0;)
        {
            var start = end - 1;
            while (start > 0 && SameMoment(all, order[start - 1], order[end - 1])) start--;
            later.Clear();
            for (var place = end - 1; place >= start; place--)
            {
                if (end - start == 1 || later.Add(BitConverter.DoubleToInt64Bits(all.Values[order[place]]))) kept.Add(order[place]);
            }
            end = start;
        }
        kept.Reverse();
        return kept;
    }

    private static bool SameMoment(Points all, int left, int right) => all.Steps[left] == all.Steps[right] && all.Times[left] == all.Times[right];

    private static Points Pick(Points all, List<int> chosen)
    {
        var picked = new Points(new long[chosen.Count], new long[chosen.Count], new double[chosen.Count]);
        for (var i = 0; i < chosen.Count; i++)
        {
            (picked.Steps[i], picked.Times[i], picked.Values[i]) = (all.Steps[chosen[i]], all.Times[chosen[i]], all.Values[chosen[i]]);
        }
        return picked;
    }
}
