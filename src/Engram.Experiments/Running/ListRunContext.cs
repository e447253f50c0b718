using Engram.Numerics.Random;

namespace Engram.Experiments.Running;

/// <summary>A run context that keeps everything in lists: for tests, the console, and whoever wants one run in memory.</summary>
/// <remarks>Identifiers of checkpoints are counted, not drawn, so that two runs of the same seed are equal to the last byte.</remarks>
public sealed class ListRunContext : IRunContext
{
    private readonly RandomStream root;
    private readonly List<string> tasks = [];
    private readonly List<RecordedPoint> points = [];
    private readonly List<RecordedCheckpoint> checkpoints = [];
    private readonly List<RecordedTransfer> transfers = [];
    private readonly List<RecordedLine> lines = [];

    /// <summary>A run that has not begun.</summary>
    /// <param name="seed">Seed of the run, ≥ 0.</param>
    /// <param name="time">For timings; the system's when not given.</param>
    /// <param name="cancelled">Signalled when the run is to stop.</param>
    public ListRunContext(long seed, TimeProvider? time = null, CancellationToken cancelled = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        (Seed, Time, Cancelled, root) = (seed, time ?? TimeProvider.System, cancelled, RandomStream.FromSeed((ulong)seed));
    }

    /// <inheritdoc/>
    public long Seed { get; }

    /// <inheritdoc/>
    public TimeProvider Time { get; }

    /// <inheritdoc/>
    public CancellationToken Cancelled { get; }

    /// <summary>As many as are set; 1 when nothing is.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>What the study hands to the run, by kind.</summary>
    public IDictionary<CheckpointKind, TransferInput> Inputs { get; } = new Dictionary<CheckpointKind, TransferInput>();

    /// <summary>The tasks begun so far, in order.</summary>
    public IReadOnlyList<string> Tasks => tasks;

    /// <summary>Every point, in the order recorded.</summary>
    public IReadOnlyList<RecordedPoint> Points => points;

    /// <summary>Every checkpoint, in the order saved.</summary>
    public IReadOnlyList<RecordedCheckpoint> Checkpoints => checkpoints;

    /// <summary>Every transfer, in the order recorded.</summary>
    public IReadOnlyList<RecordedTransfer> Transfers => transfers;

    /// <summary>Every log line, in the order written.</summary>
    public IReadOnlyList<RecordedLine> Lines => lines;

    /// <summary>The last progress told: a share from 0 to 1 and a few words.</summary>
    public (double Share, string Doing) LastProgress { get; private set; } = (0, "");

    /// <summary>The values of a metric in a task by step; a step recorded again has its last value.</summary>
    /// <param name="key">Metric key.</param>
    /// <param name="task">Task name, or null for what was recorded outside tasks.</param>
    public IReadOnlyDictionary<long, double> Series(string key, string? task)
    {
        SortedDictionary<long, double> series = [];
        foreach (var point in points.Where(point => point.Key == key && point.Task == task))
        {
            series[point.Step] = point.Value;
        }

        return series;
    }

    /// <summary>The value of a metric at its largest step, as scores are read.</summary>
    /// <exception cref="InvalidOperationException">The metric was not recorded in that task.</exception>
    public double Last(string key, string? task) => Series(key, task) is { Count: > 0 } series
        ? series.Values.Last()
        : throw new InvalidOperationException($"'{key}' was not recorded in {task ?? "the run"}. Recorded: "
            + $"{string.Join(", ", points.Select(point => $"{point.Key} in {point.Task ?? "the run"}").Distinct())}.");

    /// <inheritdoc/>
    public RandomStream Random(string purpose) => root.Split(purpose);

    /// <inheritdoc/>
    public void BeginTask(string name)
    {
        RecordingRules.RequireNewTask(name, tasks);
        tasks.Add(name);
    }

    /// <inheritdoc/>
    public void Record(string key, long step, double value)
    {
        RecordingRules.RequirePoint(key, step);
        points.Add(new RecordedPoint(CurrentTask, key, step, value));
    }

    /// <inheritdoc/>
    public CheckpointHandle SaveCheckpoint(CheckpointKind kind, long step, ReadOnlyMemory<byte> content)
    {
        RecordingRules.RequireStep(step);
        var handle = new CheckpointHandle(new Guid(checkpoints.Count + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
        checkpoints.Add(new RecordedCheckpoint(handle, CurrentTask, kind, step, content.ToArray()));
        return handle;
    }

    /// <inheritdoc/>
    public void RecordTransfer(CheckpointHandle checkpoint) => transfers.Add(new RecordedTransfer(CurrentTask, checkpoint));

    /// <inheritdoc/>
    public TransferInput? Input(CheckpointKind kind) => Inputs.TryGetValue(kind, out var input) ? input : null;

    /// <inheritdoc/>
    public void Progress(double share, string doing)
    {
        RecordingRules.RequireShare(share);
        LastProgress = (share, doing);
    }

    /// <inheritdoc/>
    public void Log(LogSeverity severity, string line) => lines.Add(new RecordedLine(CurrentTask, severity, line));

    private string? CurrentTask => tasks.Count == 0 ? null : tasks[^1];
}
