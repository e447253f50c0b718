using System.Runtime.CompilerServices;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Metrics;

/// <summary>Every point that was logged under a key: all that lie at one step, too.</summary>
/// <param name="db">Which series there are.</param>
/// <param name="history">Their points in the order of time.</param>
/// <param name="reader">Their points in the order of steps.</param>
internal sealed class MetricHistory(EngramDb db, HistoryReader history, SeriesReader reader)
{
    /// <summary>Points in memory at a time: what clients ask for at once.</summary>
    public const int PageLength = 25_000;

    /// <summary>The series of a key, by run; of a study's run a series within a task is called <c>task/key</c>.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> SeriesAsync(IReadOnlyList<Guid> runs, string key, CancellationToken ct)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var (task, rest) = slash < 0 ? (null, null) : (key[..slash], key[(slash + 1)..]);
        var found = await (from s in db.Series.AsNoTracking()
                           where runs.Contains(s.RunId) && s.Count > 0
                           join t in db.Tasks on new { s.RunId, Task = s.TaskIndex } equals new { t.RunId, Task = (int?)t.Index } into tasks
                           from t in tasks.DefaultIfEmpty()
                           where (s.TaskIndex == null && s.Key == key) || (t != null && t.Name == task && s.Key == rest)
                           orderby s.TaskIndex == null
                           select new { s.RunId, s.Id }).ToListAsync(ct);
        return found.GroupBy(s => s.RunId).ToDictionary(s => s.Key, s => s.Last().Id);
    }

    /// <inheritdoc cref="HistoryReader.PageAsync"/>
    public Task<IReadOnlyList<HistoryPoint>> PageAsync(long series, HistoryPoint? after, int most, CancellationToken ct) => history.PageAsync(series, after, most, ct);

    /// <summary>The steps of series that an overview shows: see <see cref="StepSample"/>.</summary>
    public Task<IReadOnlySet<long>> StepsAsync(IReadOnlyCollection<long> series, long from, long to, int most, CancellationToken ct) =>
        new StepSample(() => history.StepsAsync(series, from, to, ct), from, to).TakeAsync(most);

    /// <summary>The points of a series at some steps, by step, then time, then value.</summary>
    /// <param name="series">The series.</param>
    /// <param name="steps">The steps, at least one.</param>
    /// <param name="ct">Ends the wait.</param>
    public async IAsyncEnumerable<HistoryPoint> AtAsync(long series, IReadOnlySet<long> steps, [EnumeratorCancellation] CancellationToken ct)
    {
        // No step is in two blocks, so that each can be put in order for itself.
        await foreach (var (_, block) in reader.StreamAsync([series], steps.Min(), steps.Max(), ct))
        {
            List<HistoryPoint> chosen = [];
            for (var i = 0; i < block.Count; i++)
            {
                if (steps.Contains(block.Steps[i])) chosen.Add(new(block.Times[i], block.Steps[i], block.Values[i]));
            }
            chosen.Sort(HistoryPoint.ByStep);
            foreach (var point in chosen) yield return point;
        }
    }
}
