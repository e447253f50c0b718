using Engram.Tracking.Metrics;

namespace Engram.Worker.Recording;

/// <summary>Points of a run on their way to the record, in columns per series. Not thread-safe.</summary>
internal sealed class MetricBuffer
{
    private readonly Dictionary<(string Key, int Task), Columns> _series = [];

    /// <summary>How many points wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a point.</summary>
    /// <param name="task">Index of the task, or null outside tasks.</param>
    /// <param name="key">Metric key.</param>
    /// <param name="step">Step.</param>
    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="value">Any double.</param>
    /// <exception cref="ArgumentException">The record cannot hold such a key.</exception>
    public void Add(int? task, string key, long step, long time, double value)
    {
        if (!_series.TryGetValue((key, task ?? -1), out var columns))
        {
            if (SeriesBatch.Fault(key) is { } fault) throw new ArgumentException(fault, nameof(key));
            _series[(key, task ?? -1)] = columns = new();
        }
        columns.Steps.Add(step);
        columns.Times.Add(time);
        columns.Values.Add(value);
        Count++;
    }

    /// <summary>Takes all points out, in the order in which their series appeared.</summary>
    public IReadOnlyList<SeriesBatch> Take()
    {
        SeriesBatch[] batches = [.. _series.Select(series => new SeriesBatch(series.Key.Key, series.Key.Task < 0 ? null : series.Key.Task,
            new Points([.. series.Value.Steps], [.. series.Value.Times], [.. series.Value.Values])))];
        _series.Clear();
        Count = 0;
        return batches;
    }

    private sealed class Columns
    {
        public List<long> Steps { get; } = [];
        public List<long> Times { get; } = [];
        public List<double> Values { get; } = [];
    }
}
