using System.Collections.Concurrent;

namespace Engram.Worker.Execution;

/// <summary>The runs this worker executes, and the places it has for more.</summary>
/// <param name="wake">Set when a place is free again.</param>
internal sealed class Executions(Wake wake)
{
    private readonly ConcurrentDictionary<Guid, RunExecution> _held = [];
    private int _occupied;

    /// <summary>Places taken. A place is taken until the experiment's thread has ended, even when the run was let go before.</summary>
    public int Occupied => Volatile.Read(ref _occupied);

    /// <summary>The runs held now.</summary>
    public IReadOnlyCollection<RunExecution> Held => [.. _held.Values];

    /// <summary>The execution of a run, or null.</summary>
    public RunExecution? Find(Guid run) => _held.GetValueOrDefault(run);

    /// <summary>A run was claimed.</summary>
    public void Begin(RunExecution execution)
    {
        Interlocked.Increment(ref _occupied);
        _held[execution.Fence.RunId] = execution;
    }

    /// <summary>A run was let go.</summary>
    public void LetGo(RunExecution execution) => _held.TryRemove(new(execution.Fence.RunId, execution));

    /// <summary>Its thread has ended.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _occupied);
        wake.Set();
    }

    /// <summary>Asks every execution to stop.</summary>
    public void StopAll(StopReason reason)
    {
        foreach (var execution in _held.Values) execution.Stop(reason);
    }
}
