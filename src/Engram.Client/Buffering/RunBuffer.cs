namespace Engram.Client.Buffering;

/// <summary>
/// Bounded memory between a program that logs and the thread that writes to disk. Any thread may log; one thread takes.
/// </summary>
/// <param name="capacity">Most points and lines in here and in the hands of the taker.</param>
/// <param name="batch">So many points are taken at once, without waiting longer.</param>
internal sealed class RunBuffer(int capacity, int batch)
{
    private readonly object _gate = new();
    private Dictionary<(string, string?), SeriesColumns> _series = [];
    private List<PendingLine> _lines = [];
    private RunChange? _change;
    private int _count;
    private int _held;
    private long _asked;
    private long _answered;
    private bool _closed;

    /// <summary>Adds a point. Waits while the memory is full.</summary>
    /// <exception cref="ArgumentException">Key or task cannot be.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public void Add(string key, string? task, long step, long time, double value)
    {
        lock (_gate)
        {
            WaitForRoom();
            if (!_series.TryGetValue((key, task), out var columns)) _series.Add((key, task), columns = Begin(key, task));
            columns.Add(step, time, value);
            Grow();
        }
    }

    /// <summary>Adds a line. Waits while the memory is full.</summary>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public void Add(PendingLine line)
    {
        lock (_gate)
        {
            WaitForRoom();
            _lines.Add(line);
            Grow();
        }
    }

    /// <summary>Notes a change.</summary>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public void Change(Action<RunChange> change)
    {
        lock (_gate)
        {
            RefuseIfClosed();
            change(_change ??= new());
        }
    }

    /// <summary>Returns when everything that was added before is on disk. After the close there is nothing to wait for but the end of the run.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_closed) return;
            var mine = ++_asked;
            Monitor.PulseAll(_gate);
            while (_answered < mine) Monitor.Wait(_gate);
        }
    }

    /// <summary>Nothing can be added any more.</summary>
    /// <returns>False when it was closed before.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            if (_closed) return false;
            _closed = true;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Waits for a batch, a flush, the close, or <paramref name="patience"/>, and takes what there is.</summary>
    /// <returns>Null when the buffer is closed and empty; it stays so.</returns>
    public Pending? Take(TimeSpan patience)
    {
        lock (_gate)
        {
            for (var due = Environment.TickCount64 + (long)patience.TotalMilliseconds; !IsUrgent();)
            {
                var left = due - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left))) break;
            }
            if (_closed && _count == 0 && _change is null && _answered == _asked) return null;
            var pending = new Pending([.. _series.Values], _lines, _change, _count, _asked);
            (_series, _lines, _change, _held, _count) = ([], [], null, _held + _count, 0);
            return pending;
        }
    }

    /// <summary>What was taken is on disk.</summary>
    public void Kept(Pending pending, int stillHeld)
    {
        lock (_gate)
        {
            _answered = pending.Flush;
            Release(pending.Count - stillHeld);
        }
    }

    /// <summary>Points and lines that were taken are in memory no longer.</summary>
    public void Release(int count)
    {
        lock (_gate)
        {
            _held -= count;
            Monitor.PulseAll(_gate);
        }
    }

    private static SeriesColumns Begin(string key, string? task)
    {
        Names.Check("metric key", key);
        if (task is not null) Names.Check("task", task, 200);
        return new(key, task);
    }

    private bool IsUrgent() => _closed || _count >= batch || _asked > _answered;

    private void Grow()
    {
        _count++;
        if (_count == batch) Monitor.PulseAll(_gate);
    }

    private void WaitForRoom()
    {
        RefuseIfClosed();
        while (_count + _held >= capacity)
        {
            Monitor.Wait(_gate);
            RefuseIfClosed();
        }
    }

    private void RefuseIfClosed()
    {
        if (_closed) throw new InvalidOperationException("The run has ended; nothing can be logged to it any more.");
    }
}
