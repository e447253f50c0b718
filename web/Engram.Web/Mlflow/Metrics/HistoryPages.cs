using Engram.Tracking.Metrics;
using Engram.Web.Mlflow.Runs;

namespace Engram.Web.Mlflow.Metrics;

/// <summary>The answer of <c>metrics/get-history</c>, read while it is written: a client may ask for everything, and memory does not grow with what there is.</summary>
internal sealed class HistoryPages
{
    private readonly Func<HistoryPoint?, int, Task<IReadOnlyList<HistoryPoint>>> _read;
    private readonly string _key;
    private readonly int _most;

    private HistoryPages(Func<HistoryPoint?, int, Task<IReadOnlyList<HistoryPoint>>> read, string key, int most, IReadOnlyList<HistoryPoint> first)
    {
        (_read, _key, _most) = (read, key, most);
        Metrics = PointsAsync(first);
    }

    /// <summary>The points.</summary>
    public IAsyncEnumerable<MlflowMetric> Metrics { get; }

    /// <summary>Where the next page begins; null when there is none. Known once all points were taken, behind which it is written.</summary>
    public string? NextPageToken { get; private set; }

    /// <summary>Begins to read; null when there are no points.</summary>
    /// <param name="read">Reads at most so many points after one.</param>
    /// <param name="key">The metric.</param>
    /// <param name="after">The last point of the page before.</param>
    /// <param name="most">How many points at most, ≥ 1.</param>
    public static async Task<HistoryPages?> BeginAsync(Func<HistoryPoint?, int, Task<IReadOnlyList<HistoryPoint>>> read, string key, HistoryPoint? after, int most)
    {
        var first = await read(after, Wanted(most));
        return first.Count > 0 ? new(read, key, most, first) : null;
    }

    private async IAsyncEnumerable<MlflowMetric> PointsAsync(IReadOnlyList<HistoryPoint> page)
    {
        for (var left = _most; ; page = await _read(page[^2], Wanted(left)))
        {
            var hasMore = page.Count == Wanted(left);
            var given = page.Count - (hasMore ? 1 : 0);
            for (var i = 0; i < given; i++) yield return new(_key, page[i].Value, page[i].Time, page[i].Step);
            left -= given;
            if (hasMore && left == 0) NextPageToken = HistoryToken.Write(page[^2]);
            if (!hasMore || left == 0) yield break;
        }
    }

    // One more than is given, which says that there are more.
    private static int Wanted(int left) => Math.Min(left, MetricHistory.PageLength) + 1;
}
