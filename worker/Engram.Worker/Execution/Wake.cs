namespace Engram.Worker.Execution;

/// <summary>Wakes one waiting loop. Set any number of times before it looks, it wakes once.</summary>
internal sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim _set = new(0);

    /// <summary>Wakes the loop, or keeps it from falling asleep.</summary>
    public void Set()
    {
        lock (_set)
        {
            if (_set.CurrentCount == 0) _set.Release();
        }
    }

    /// <summary>Waits until woken, or for a time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _set.WaitAsync(atMost, ct);

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();
}
