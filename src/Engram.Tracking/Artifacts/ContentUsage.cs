namespace Engram.Tracking.Artifacts;

/// <summary>How many bytes a folder of content has: counted now and then, since other processes add and remove too, and moved on in between by what this one does.</summary>
/// <param name="count">Counts everything there is; some microseconds a file.</param>
/// <param name="time">When.</param>
/// <remarks>Thread-safe. What others do is known within <see cref="Pause"/>; where counting takes long, within twenty times as long.</remarks>
internal sealed class ContentUsage(Func<long> count, TimeProvider time)
{
    /// <summary>Between two counts, at least.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // Counting may take this share of the time.
    private const int Share = 20;

    private readonly Lock _counting = new();
    private long _counted;
    private long _changed;
    private long _due = long.MinValue;

    /// <summary>Bytes there are.</summary>
    public long Bytes
    {
        get
        {
            lock (_counting)
            {
                if (time.GetTimestamp() >= _due) Count();
                return _counted + Interlocked.Read(ref _changed);
            }
        }
    }

    /// <summary>This process adds bytes, or takes them away.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _changed, bytes);

    private void Count()
    {
        var (begun, changed) = (time.GetTimestamp(), Interlocked.Read(ref _changed));
        _counted = count();
        // What came while we counted may be counted twice, until the next time.
        Interlocked.Add(ref _changed, -changed);
        var pause = TimeSpan.FromTicks(Math.Max(Pause.Ticks, Share * time.GetElapsedTime(begun).Ticks));
        _due = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
    }
}
