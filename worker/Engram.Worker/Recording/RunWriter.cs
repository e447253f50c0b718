using System.Runtime.ExceptionServices;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Worker.Execution;

namespace Engram.Worker.Recording;

/// <summary>Carries everything a run records into the record: the experiment's thread puts it in, a background loop writes it out in groups.</summary>
/// <remarks>
/// Nothing is dropped: when more than <see cref="MaxPoints"/> points or <see cref="MaxBytes"/> wait, whoever records waits.
/// Order: what the run began or kept (tasks, checkpoints, transfers) is written in the order it happened, and before the points and lines
/// that came in with it, so that a point's task is always there. One group holds what came in within <see cref="Period"/>.
/// </remarks>
/// <param name="execution">The run.</param>
/// <param name="metrics">Takes points.</param>
/// <param name="journal">Takes lines and progress.</param>
/// <param name="time">Times of points and lines.</param>
internal sealed class RunWriter(RunExecution execution, MetricStore metrics, RunJournal journal, TimeProvider time) : IDisposable
{
    /// <summary>Points that may wait.</summary>
    public const int MaxPoints = 65_536;

    /// <summary>Bytes of checkpoints that may wait; a single larger one may, alone.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Log lines that may wait.</summary>
    public const int MaxLines = 4_096;

    /// <summary>Longest time something waits before it is written, the database willing.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromMilliseconds(200);

    private readonly object _gate = new();
    private readonly Wake _wake = new();
    private readonly MetricBuffer _points = new();
    private List<Func<CancellationToken, Task>> _writes = [];
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

    /// <summary>Queues a write of its own.</summary>
    /// <param name="write">Harmless when repeated.</param>
    /// <param name="bytes">What it holds in memory.</param>
    public void Write(Func<CancellationToken, Task> write, long bytes = 0)
    {
        lock (_gate)
        {
            WaitForRoom(static (writer, bytes) => writer._bytes == 0 || writer._bytes + bytes <= MaxBytes, bytes);
            _writes.Add(write);
            _bytes += bytes;
            if (_bytes > MaxBytes / 4) _wake.Set();
        }
    }

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
        List<Func<CancellationToken, Task>> writes;
        List<JournalLine> lines;
        IReadOnlyList<SeriesBatch> points;
        (double Share, string Doing)? progress;
        lock (_gate)
        {
            (writes, lines, points, progress) = (_writes, _lines, _points.Take(), _progress);
            (_writes, _lines, _progress, _bytes) = ([], [], null, 0);
            Monitor.PulseAll(_gate);
        }
        foreach (var write in writes) await execution.PersistAsync(write);
        if (points.Count > 0)
        {
            // An attempt whose answer got lost is written twice; compaction at the run's end puts the count right.
            await execution.PersistAsync(ct => metrics.WriteAsync(execution.Fence, points, ct));
        }
        if (lines.Count > 0) await execution.PersistAsync(ct => journal.LogAsync(execution.Fence, lines, ct));
        if (progress is { } far) await execution.PersistAsync(ct => journal.ProgressAsync(execution.Fence, far.Share, far.Doing, ct));
    }
}
