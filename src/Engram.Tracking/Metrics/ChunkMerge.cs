namespace Engram.Tracking.Metrics;

/// <summary>Puts chunks of one series, which may overlap in steps, into the order of the series, holding only those that overlap.</summary>
/// <remarks>Chunks are added by growing first step. What can have no further point among it comes out again: every point once, in order.</remarks>
internal sealed class ChunkMerge
{
    // From here on overlapping chunks are cut where nothing more can come before, instead of being collected further.
    private const int Crowd = 16 * MetricStore.ChunkLength;

    private List<(int Sequence, Points Points)> _waiting = [];
    private long _last;
    private int _count;

    /// <summary>Adds a chunk, and takes out what comes before all of its points, or nothing.</summary>
    /// <param name="sequence">Its place in the order of writing.</param>
    /// <param name="chunk">Its points; the first step is not smaller than that of any chunk before.</param>
    public Points Add(int sequence, Points chunk)
    {
        var first = chunk.Steps[0];
        var ready = Points.Empty;
        if (_waiting.Count > 0 && first > _last) ready = Complete();
        else if (_count >= Crowd) ready = TakeBefore(first);
        _last = _waiting.Count == 0 ? chunk.Steps[^1] : Math.Max(_last, chunk.Steps[^1]);
        _waiting.Add((sequence, chunk));
        _count += chunk.Count;
        return ready;
    }

    /// <summary>Takes out what is left.</summary>
    public Points Complete()
    {
        if (_waiting.Count == 0) return Points.Empty;
        var all = Sorted(_waiting);
        (_waiting, _count) = ([], 0);
        return all;
    }

    private Points TakeBefore(long step)
    {
        if (step == long.MinValue) return Points.Empty;
        List<(int, Points)> before = [];
        List<(int, Points)> after = [];
        foreach (var (sequence, points) in _waiting)
        {
            var (left, right) = (PointOrder.Between(points, long.MinValue, step - 1), PointOrder.Between(points, step, long.MaxValue));
            if (left.Count > 0) before.Add((sequence, left));
            if (right.Count > 0) after.Add((sequence, right));
        }
        _waiting = after;
        _count = after.Sum(one => one.Item2.Count);
        return before.Count == 0 ? Points.Empty : Sorted(before);
    }

    private static Points Sorted(List<(int Sequence, Points Points)> chunks) => chunks.Count == 1 ? chunks[0].Points
        : PointOrder.Sort([.. chunks.OrderBy(chunk => chunk.Sequence).Select(chunk => chunk.Points)]);
}
