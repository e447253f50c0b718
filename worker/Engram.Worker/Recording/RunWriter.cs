using System.Runtime.ExceptionServices;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Worker.Execution;

namespace Engram.Worker.Recording;

/// <summary>Carries everything a run records into the record: the experiment's thread puts it in, a background loop writes it out in groups.</summary>
/// <remarks>
/// Nothing is dropped: when more than <see cref="MaxPoints"/> points or <see cref="MaxBytes"/> wait, whoever records waits.
/// Order: what the run began or kept (tasks, checkpoints, transfers) is written in the order it happened, and before the points and lines
/// that came in with it, so that a point's task is always there. What came in within a <see cref="Period"/> is committed together,
/// since each commit is a wait for the disk; large checkpoints are cut off (<see cref="GroupBytes"/>), so that the page shows what came before them at once.
/// </remarks>
/// <param name="execution">The run.</param>
/// <param name="metrics">Takes points.</param>
/// <param name="journal">Takes lines and progress, and begins transactions.</param>
/// <param name="time">Times of points and lines.</param>
internal sealed class RunWriter(RunExecution execution, MetricStore metrics, RunJournal journal, TimeProvider time) : IDisposable
{
    /// <summary>Points that may wait.</summary>
    public const int MaxPoints = 65_536;

    /// <summary>Bytes of checkpoints that may wait; a single larger one may, alone.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Bytes of checkpoints that are committed together; a single larger one is alone.</summary>
    public const long GroupBytes = 4L << 20;

    /// <summary>Log lines that may wait.</summary>
    public const int MaxLines = 4_096;

    /// <summary>Longest time something waits before it is written, the database willing.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromMilliseconds(200);

    private readonly object _gate = new();
    private readonly Wake _wake = new();
    private readonly MetricBuffer _points = new();
    private List<RunWrite> _writes = [];
    private List<JournalLine> _lines = [];
    private (double Share, string Doing)? _progress;
    private long _bytes;
    private long _latest;
    private bool _closed;
    private ExceptionDispatchInfo? _failure;
    private Task _loop = Task.CompletedTask;

    /// <summary>Begins to write.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Records a point.</summary>
    public void Point(int? task, string key, long step, double value)
    {
        lock (_gate)
        {
            WaitForRoom(static (writer, _) => writer._points.Count < MaxPoints);
            // Of two values at one step that with the later time counts: a clock that is set back must not bring the earlier one forward.
            _latest = Math.Max(_latest, time.GetUtcNow().ToUnixTimeMilliseconds());
            _points.Add(task, key, step, _latest, value);
            if (_points.Count == MaxPoints / 4) _wake.Set();
        }
    }

    /// <summary>Records what the run began or did.</summary>
    /// <param name="write">Harmless when repeated.</param>
    public void Write(Func<FencedTransaction, CancellationToken, Task> write) => Add(new(write, null));

    /// <summary>Keeps a checkpoint.</summary>
    public void Keep(NewCheckpoint checkpoint) => Add(new((record, ct) => CheckpointStore.SaveAsync(record, checkpoint, ct), checkpoint));

    /// <summary>Appends a line to the log.</summary>
    public void Line(string severity, string text)
    {
        lock (_gate)
        {
            WaitForRoom(static (writer, _) => writer._lines.Count < MaxLines);
            _lines.Add(new(time.GetUtcNow(), severity, text));
        }
    }

    /// <summary>Says how far the run is; only the latest word within a <see cref="Period"/> is written.</summary>
    public void Progress(double share, string doing)
    {
        lock (_gate)
        {
            WaitForRoom(static (_, _) => true);
            _progress = (share, doing);
        }
    }

    /// <summary>Writes everything that was put in. Nothing can be put in any more.</summary>
    /// <exception cref="Exception">What kept something from being written, now or before.</exception>
    public async Task CompleteAsync()
    {
        lock (_gate) _closed = true;
        _wake.Set();
        await _loop;
        _failure?.Throw();
    }

    /// <summary>Gives up what was not written yet. Nothing can be put in any more.</summary>
    public async Task AbandonAsync()
    {
        lock (_gate)
        {
            _closed = true;
            (_writes, _lines, _progress) = ([], [], null);
            _points.Take();
        }
        _wake.Set();
        await _loop;
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private void Add(RunWrite write)
    {
        lock (_gate)
        {
            WaitForRoom(static (writer, bytes) => writer._bytes == 0 || writer._bytes + bytes <= MaxBytes, write.Bytes);
            _writes.Add(write);
            _bytes += write.Bytes;
            if (_bytes > MaxBytes / 4) _wake.Set();
        }
    }

    private void WaitForRoom(Func<RunWriter, long, bool> hasRoom, long bytes = 0)
    {
        while (true)
        {
            if (_closed) throw new OperationCanceledException("The run is over; nothing can be recorded any more.");
            execution.Stopping.ThrowIfCancellationRequested();
            _failure?.Throw();
            if (hasRoom(this, bytes)) return;
            _wake.Set();
            Monitor.Wait(_gate, Period);
        }
    }

    private async Task LoopAsync()
    {
        try
        {
            for (var last = false; !last;)
            {
                await _wake.WaitAsync(Period, CancellationToken.None);
                lock (_gate) last = _closed;
                await WriteOutAsync();
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private async Task WriteOutAsync()
    {
        List<RunWrite> writes;
        List<JournalLine> lines;
        IReadOnlyList<SeriesBatch> points;
        (double Share, string Doing)? progress;
        lock (_gate)
        {
            (writes, lines, points, progress) = (_writes, _lines, _points.Take(), _progress);
            (_writes, _lines, _progress, _bytes) = ([], [], null, 0);
            Monitor.PulseAll(_gate);
        }
        IReadOnlyList<long> crowded = [];
        // An attempt whose answer got lost is written twice; compaction at the run's end puts the count right.
        if (points.Count > 0) writes.Add(new(async (record, ct) => crowded = await MetricStore.WriteAsync(record, points, ct), null));
        if (lines.Count > 0) writes.Add(new((record, ct) => RunJournal.LogAsync(record, lines, ct), null));
        foreach (var group in Groups(writes)) await CommitAsync(group);
        if (crowded.Count > 0) await execution.PersistAsync(ct => metrics.JoinSmallChunksAsync(crowded, ct));
        if (progress is { } far) await execution.PersistAsync(ct => journal.ProgressAsync(execution.Fence, far.Share, far.Doing, ct));
    }

    private static IEnumerable<List<RunWrite>> Groups(IEnumerable<RunWrite> writes)
    {
        List<RunWrite> group = [];
        var bytes = 0L;
        foreach (var write in writes)
        {
            if (group.Count > 0 && bytes + write.Bytes > GroupBytes)
            {
                yield return group;
                (group, bytes) = ([], 0);
            }
            group.Add(write);
            bytes += write.Bytes;
        }
        if (group.Count > 0) yield return group;
    }

    private async Task CommitAsync(List<RunWrite> group)
    {
        try
        {
            await execution.PersistAsync(async ct =>
            {
                await using var record = await journal.BeginAsync(execution.Fence, ct);
                await CheckpointStore.KeepBytesAsync(record, [.. group.Select(write => write.Kept).OfType<NewCheckpoint>()], ct);
                foreach (var write in group) await write.Make(record, ct);
                await record.CommitAsync(ct);
            });
        }
        catch (Exception e) when (group.Count > 1 && e is not LostRunException)
        {
            // One of them is refused, and all with it. One by one, those that happened before it are kept.
            foreach (var write in group) await CommitAsync([write]);
        }
    }

    /// <summary>Something to be written about the run.</summary>
    /// <param name="Make">Writes it.</param>
    /// <param name="Kept">The checkpoint, when it is one.</param>
    private sealed record RunWrite(Func<FencedTransaction, CancellationToken, Task> Make, NewCheckpoint? Kept)
    {
        public long Bytes => Kept?.Content.Length ?? 0;
    }
}
