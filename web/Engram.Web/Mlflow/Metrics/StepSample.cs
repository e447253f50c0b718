namespace Engram.Web.Mlflow.Metrics;

/// <summary>The steps that an overview of many runs shows: of all distinct ones evenly spaced ones, the last one, and each run's own first and last.</summary>
/// <param name="chunks">Reads the steps from the beginning, as chunks of series: the first steps of chunks grow, and within a chunk steps grow.</param>
/// <param name="from">The first step that counts.</param>
/// <param name="to">The last step that counts.</param>
/// <remarks>Looks at them once, and a second time when there are too many. In memory are the steps of chunks that overlap.</remarks>
internal sealed class StepSample(Func<IAsyncEnumerable<(long Series, long[] Steps)>> chunks, long from, long to)
{
    private readonly Dictionary<long, (long First, long Last)> _ends = [];

    /// <summary>Takes all distinct steps when they are few, else a sample.</summary>
    /// <param name="most">How many evenly spaced ones, about; ≥ 1.</param>
    public async Task<IReadOnlySet<long>> TakeAsync(int most)
    {
        var (count, last) = (0L, 0L);
        HashSet<long> chosen = [];
        await foreach (var steps in DistinctAsync())
        {
            foreach (var step in steps.Take((int)Math.Max(0, most - count))) chosen.Add(step);
            count += steps.Count;
            last = steps[^1];
        }
        if (count <= most) return chosen;

        chosen = [last, .. _ends.Values.SelectMany(run => (long[])[run.First, run.Last])];
        var (interval, before, taken) = ((double)count / most, 0L, 0);
        await foreach (var steps in DistinctAsync())
        {
            for (; taken < most && (long)(taken * interval) - before < steps.Count; taken++) chosen.Add(steps[(int)((long)(taken * interval) - before)]);
            before += steps.Count;
        }
        return chosen;
    }

    /// <summary>The distinct steps, growing, in pieces.</summary>
    private async IAsyncEnumerable<ArraySegment<long>> DistinctAsync()
    {
        long[] waiting = [];
        await foreach (var (series, all) in chunks())
        {
            var steps = Within(all);
            if (steps.Count == 0) continue;
            _ends[series] = _ends.TryGetValue(series, out var ends) ? (Math.Min(ends.First, steps[0]), Math.Max(ends.Last, steps[^1])) : (steps[0], steps[^1]);
            // What comes before every step that is still to come is complete.
            var complete = Array.FindIndex(waiting, step => step >= all[0]) is >= 0 and var found ? found : waiting.Length;
            if (complete > 0) yield return new(waiting, 0, complete);
            waiting = Union(waiting.AsSpan(complete), steps);
        }
        if (waiting.Length > 0) yield return waiting;
    }

    private ArraySegment<long> Within(long[] steps)
    {
        var (start, end) = (Array.FindIndex(steps, step => step >= from), Array.FindLastIndex(steps, step => step <= to));
        return start < 0 || end < start ? [] : new(steps, start, end - start + 1);
    }

    private static long[] Union(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        List<long> all = new(left.Length + right.Length);
        for (int i = 0, j = 0; i < left.Length || j < right.Length;)
        {
            var step = j == right.Length || (i < left.Length && left[i] <= right[j]) ? left[i++] : right[j++];
            if (all.Count == 0 || all[^1] != step) all.Add(step);
        }
        return [.. all];
    }
}
