using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Metrics;

/// <summary>Every point that was logged under a key: all that lie at one step, too.</summary>
/// <param name="db">Which series there are.</param>
/// <param name="reader">Their points.</param>
internal sealed class MetricHistory(EngramDb db, SeriesReader reader)
{
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

    /// <summary>The points of a series between two steps, ends included, by step, then time, then value.</summary>
    /// <remarks>24 bytes of memory a point.</remarks>
    public async Task<List<MlflowPoint>> ReadAsync(long series, long? from, long? to, CancellationToken ct)
    {
        List<MlflowPoint> points = [];
        await foreach (var (_, block) in reader.StreamAsync([series], from, to, ct))
        {
            for (var i = 0; i < block.Count; i++) points.Add(new(block.Times[i], block.Steps[i], block.Values[i]));
        }
        return points;
    }
}

/// <summary>A point in the order in which histories have them: by time, then step, then value.</summary>
internal readonly record struct MlflowPoint(long Timestamp, long Step, double Value) : IComparable<MlflowPoint>
{
    /// <inheritdoc/>
    public int CompareTo(MlflowPoint other) => Timestamp != other.Timestamp ? Timestamp.CompareTo(other.Timestamp)
        : Step != other.Step ? Step.CompareTo(other.Step) : CompareValues(Value, other.Value);

    /// <summary>The way to look at a series by step.</summary>
    public static int ByStep(MlflowPoint left, MlflowPoint right) => left.Step != right.Step ? left.Step.CompareTo(right.Step) : left.CompareTo(right);

    // Numbers first, NaN last; −0 before 0, whose bits are the greater ones as a signed number; and among NaNs any order that is always the same.
    private static int CompareValues(double left, double right) => double.IsNaN(left) != double.IsNaN(right) ? double.IsNaN(left) ? 1 : -1
        : left.CompareTo(right) is not 0 and var order ? order : BitConverter.DoubleToInt64Bits(left).CompareTo(BitConverter.DoubleToInt64Bits(right));
}
