namespace Engram.Tracking.Metrics;

/// <summary>Points of one series in the form in which they are stored: sorted, summed up and encoded, so that the transaction has little left to do.</summary>
/// <param name="Series">Where they go.</param>
/// <param name="Tie">Which of several last points counts.</param>
/// <param name="Points">In the order of a series.</param>
/// <param name="Summary">Of the points.</param>
/// <param name="Chunks">The points, encoded.</param>
internal sealed record SeriesWrite(SeriesName Series, TieRule Tie, Points Points, PointSummary Summary, IReadOnlyList<EncodedChunk> Chunks)
{
    /// <summary>The batches of a run; several of one series become one, in their order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batches">Any number.</param>
    /// <param name="lastOfEachStep">True when of points at one step only the last is kept, false for all of them.</param>
    public static IReadOnlyList<SeriesWrite> Of(Guid run, IReadOnlyList<SeriesBatch> batches, bool lastOfEachStep) =>
        [.. batches.GroupBy(batch => (batch.Key, batch.TaskIndex)).Select(series =>
        {
            List<Points> written = [.. series.Select(batch => batch.Points)];
            return Of(new(run, series.Key.Key, series.Key.TaskIndex), series.Last().Tie, lastOfEachStep ? PointOrder.Merge(written) : PointOrder.Sort(written));
        })];

    /// <summary>Several writes of one series as one.</summary>
    /// <param name="writes">In the order they came; at least one.</param>
    public static SeriesWrite Join(IReadOnlyList<SeriesWrite> writes) => writes.Count == 1 ? writes[0]
        : Of(writes[0].Series, writes[^1].Tie, PointOrder.Sort([.. writes.Select(write => write.Points)]));

    /// <summary>What of it is not among points that came before; null when nothing is.</summary>
    public SeriesWrite? Without(IReadOnlyList<Points> stored) => StoredNeighbours.Without(Points, stored) is var fresh && fresh.Count == 0 ? null
        : fresh.Count == Points.Count ? this : Of(Series, Tie, fresh);

    private static SeriesWrite Of(SeriesName series, TieRule tie, Points points) =>
        new(series, tie, points, PointSummary.Of(points, tie), EncodedChunk.Split(points));
}

/// <summary>What a series is called.</summary>
/// <param name="Run">The run.</param>
/// <param name="Key">Metric key.</param>
/// <param name="Task">Index of the task, or null outside tasks.</param>
internal readonly record struct SeriesName(Guid Run, string Key, int? Task);
