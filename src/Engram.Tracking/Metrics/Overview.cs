namespace Engram.Tracking.Metrics;

/// <summary>Thins a long series without reading its points: the smallest and the largest value of every chunk are known, and where they lie.</summary>
/// <remarks>
/// Its points are recorded ones, and the extremes of every chunk are among those that <see cref="Thinning"/> chooses from, so a spike survives. A bucket of the
/// picture whose border lies within a chunk shows that chunk's extremes in the bucket they are in; so the picture is as fine as the chunks are, and
/// it is chosen only where there are about as many chunks as buckets. Everything finer, such as a zoom, is thinned from the points.
/// </remarks>
internal static class Overview
{
    // Columns of pixels, two points each, that one chunk may stand for: beyond, the points themselves make the finer picture, and reading them is quick.
    private const int CoarsestPixels = 3;

    /// <summary>True when an overview is as good as thinning the points: chunks are small beside the buckets, and none overlaps another.</summary>
    /// <param name="chunks">By first step.</param>
    /// <param name="budget">Most points wanted.</param>
    public static bool Serves(IReadOnlyList<ChunkStatistics> chunks, int budget)
    {
        if (chunks.Count < 8 || chunks.Count * CoarsestPixels * 2L < budget || chunks.Sum(chunk => (long)chunk.Count) <= budget) return false;
        for (var i = 1; i < chunks.Count; i++)
        {
            if (chunks[i].FirstStep <= chunks[i - 1].LastStep) return false;
        }
        return true;
    }

    /// <summary>The chunks that must be decoded all the same: the ends, and those whose statistics do not suffice.</summary>
    public static IReadOnlyList<int> ToDecode(IReadOnlyList<ChunkStatistics> chunks) =>
        [.. chunks.Where((chunk, place) => place == 0 || place == chunks.Count - 1 || !chunk.Suffices).Select(chunk => chunk.Sequence)];

    /// <summary>The picture.</summary>
    /// <param name="chunks">By first step; <see cref="Serves"/> holds.</param>
    /// <param name="decoded">The points of <see cref="ToDecode"/> by sequence, cut to the range asked for.</param>
    /// <param name="budget">Most points wanted, ≥ <see cref="Thinning.FewestPoints"/>.</param>
    public static ThinnedPoints Of(IReadOnlyList<ChunkStatistics> chunks, IReadOnlyDictionary<int, Points> decoded, int budget)
    {
        List<Points> parts = new(chunks.Count);
        List<NotFiniteSpan> nothingButNan = [];
        var (total, previousIsNan) = (0L, false);
        foreach (var chunk in chunks)
        {
            if (decoded.TryGetValue(chunk.Sequence, out var points))
            {
                parts.Add(PointOrder.LastOfEachStep(points));
                total += points.Count;
                previousIsNan = false;
                continue;
            }
            total += chunk.Count;
            if (!chunk.IsNan) parts.Add(Extremes(chunk));
            else if (previousIsNan) nothingButNan[^1] = nothingButNan[^1] with { LastStep = chunk.LastStep, Nan = nothingButNan[^1].Nan + chunk.Count };
            else nothingButNan.Add(new(chunk.FirstStep, chunk.LastStep, chunk.Count, 0, 0));
            previousIsNan = chunk.IsNan;
        }
        var thinned = Thinning.MinMax(Points.Concat(parts), budget);
        return thinned with { Total = total, NotFinite = [.. thinned.NotFinite.Concat(nothingButNan).OrderBy(span => span.FirstStep)] };
    }

    private static Points Extremes(ChunkStatistics chunk)
    {
        var (min, max) = (chunk.MinAt!.Value, chunk.MaxAt!.Value);
        if (min.Step == max.Step) return new([min.Step], [min.Time], [chunk.Min]);
        return min.Step < max.Step ? new([min.Step, max.Step], [min.Time, max.Time], [chunk.Min, chunk.Max])
            : new([max.Step, min.Step], [max.Time, min.Time], [chunk.Max, chunk.Min]);
    }
}
