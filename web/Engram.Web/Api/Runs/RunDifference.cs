using Engram.Tracking.Checkpoints;
using Engram.Tracking.Metrics;

namespace Engram.Web.Api.Runs;

/// <summary>Two runs laid over each other, bit for bit.</summary>
/// <param name="Left">Identifier of the one run.</param>
/// <param name="Right">Identifier of the other.</param>
/// <param name="Identical">True when every series and every checkpoint is the same; series that measure the machine are left out of this.</param>
/// <param name="Series">Every series of either run.</param>
/// <param name="Checkpoints">Every checkpoint of either run.</param>
internal sealed record RunDifference(Guid Left, Guid Right, bool Identical, IReadOnlyList<SeriesDifference> Series,
    IReadOnlyList<CheckpointDifference> Checkpoints)
{
    /// <summary>Compares.</summary>
    /// <param name="left">The one run with its series and checkpoints.</param>
    /// <param name="right">The other.</param>
    /// <param name="isTiming">Whether a metric measures the machine, and so may differ.</param>
    public static RunDifference Of(RecordedRun left, RecordedRun right, Func<string, bool> isTiming)
    {
        List<SeriesDifference> series = [.. left.Series.Keys.Union(right.Series.Keys).OrderBy(place => place.TaskIndex ?? -1)
            .ThenBy(place => place.Key, StringComparer.Ordinal)
            .Select(place => SeriesDifference.Of(place, left.Series.GetValueOrDefault(place), right.Series.GetValueOrDefault(place),
                isTiming(place.Key)))];
        List<CheckpointDifference> checkpoints = [.. left.Checkpoints.Keys.Union(right.Checkpoints.Keys).OrderBy(place => place.TaskIndex ?? -1)
            .ThenBy(place => place.Step).ThenBy(place => place.Kind, StringComparer.Ordinal)
            .Select(place => new CheckpointDifference(place.Kind, place.TaskIndex, place.Step, left.Checkpoints.GetValueOrDefault(place),
                right.Checkpoints.GetValueOrDefault(place)))];
        return new(left.Id, right.Id, series.All(one => one.Identical || one.IsTiming) && checkpoints.All(one => one.Identical), series, checkpoints);
    }
}

/// <summary>What a run recorded.</summary>
/// <param name="Id">The run.</param>
/// <param name="Series">Points of every series.</param>
/// <param name="Checkpoints">SHA-256 of every checkpoint.</param>
internal sealed record RecordedRun(Guid Id, IReadOnlyDictionary<SeriesPlace, Points> Series, IReadOnlyDictionary<CheckpointPlace, string> Checkpoints)
{
    /// <summary>Reads a run. All its points are in memory then.</summary>
    public static async Task<RecordedRun> ReadAsync(Guid run, SeriesReader series, CheckpointReader checkpoints, CancellationToken ct)
    {
        var listed = await series.ListAsync([run], null, null, ct);
        var points = await series.ReadAsync([.. listed.Select(one => one.Id)], null, null, ct);
        // The same place twice (a checkpoint taken again at the same step) is told apart by its order.
        var kept = (await checkpoints.ListAsync(run, ct)).GroupBy(c => (c.Kind, c.TaskIndex, c.Step))
            .SelectMany(same => same.Index().Select(c => (Place: new CheckpointPlace(c.Item.Kind, c.Item.TaskIndex, c.Item.Step, c.Index),
                c.Item.Sha256)));
        return new(run, listed.ToDictionary(one => new SeriesPlace(one.Key, one.TaskIndex, one.Task), one => points[one.Id]),
            kept.ToDictionary(one => one.Place, one => one.Sha256));
    }
}

/// <summary>Which series of a run.</summary>
internal readonly record struct SeriesPlace(string Key, int? TaskIndex, string? Task);

/// <summary>Which checkpoint of a run.</summary>
internal readonly record struct CheckpointPlace(string Kind, int? TaskIndex, long Step, int Order);

/// <summary>One series of two runs.</summary>
/// <param name="Key">Metric key.</param>
/// <param name="Task">Name of its task; absent for a metric of the whole run.</param>
/// <param name="IsTiming">It measures the machine, and may differ.</param>
/// <param name="Identical">Steps and values are the same, bit for bit. Wall-clock times are not compared.</param>
/// <param name="LeftCount">Points in the one run.</param>
/// <param name="RightCount">Points in the other.</param>
/// <param name="FirstDifference">Step of the first point that differs; absent when none does.</param>
internal sealed record SeriesDifference(string Key, string? Task, bool IsTiming, bool Identical, int LeftCount, int RightCount, long? FirstDifference)
{
    public static SeriesDifference Of(SeriesPlace place, Points? left, Points? right, bool isTiming)
    {
        var (a, b) = (left ?? Points.Empty, right ?? Points.Empty);
        var at = Enumerable.Range(0, Math.Min(a.Count, b.Count)).Cast<int?>().FirstOrDefault(i => a.Steps[i!.Value] != b.Steps[i.Value]
            || BitConverter.DoubleToInt64Bits(a.Values[i.Value]) != BitConverter.DoubleToInt64Bits(b.Values[i.Value]));
        long? first = at is { } index ? Math.Min(a.Steps[index], b.Steps[index])
            : a.Count == b.Count ? null
            : (a.Count > b.Count ? a : b).Steps[Math.Min(a.Count, b.Count)];
        return new(place.Key, place.Task, isTiming, first is null, a.Count, b.Count, first);
    }
}

/// <summary>One checkpoint of two runs.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="TaskIndex">Order of the task within the run; absent outside tasks.</param>
/// <param name="Step">Step within the task.</param>
/// <param name="Left">SHA-256 of its bytes in the one run; absent when it has none.</param>
/// <param name="Right">The same in the other.</param>
internal sealed record CheckpointDifference(string Kind, int? TaskIndex, long Step, string? Left, string? Right)
{
    /// <summary>True when both have the same bytes.</summary>
    public bool Identical => Left == Right;
}
