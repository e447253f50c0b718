using Engram.Tracking.Runs;
using Npgsql;

namespace Engram.Worker.Execution;

/// <summary>One run that this worker executes: what it may write, and whether it is to stop.</summary>
internal sealed class RunExecution : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private bool _over;

    /// <summary>A run that was just claimed.</summary>
    public RunExecution(ClaimedRun run)
    {
        Run = run;
        Stopping = _stop.Token;
    }

    /// <summary>The run as it was claimed.</summary>
    public ClaimedRun Run { get; }

    /// <summary>The right to write about the run.</summary>
    public RunFence Fence => Run.Fence;

    /// <summary>Why it is to stop.</summary>
    public StopReason Stopped { get; private set; }

    /// <summary>Signalled when it is to stop, for whatever reason. An experiment that went on regardless may ask it even when all is over.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Asks the execution to stop; the gravest reason given counts. Harmless when it is over.</summary>
    public void Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (_over || reason <= Stopped) return;
            Stopped = reason;
            if (reason == StopReason.Lost) _lost.Cancel();
            _stop.Cancel();
        }
    }

    /// <summary>Makes a write, again and again while the database is away, for as long as the run can still be this worker's.</summary>
    /// <param name="write">Idempotent, or harmless when repeated: a write whose answer was lost is made again.</param>
    /// <exception cref="LostRunException">The run is lost; or nobody could tell for as long as the lease lasts.</exception>
    public async Task PersistAsync(Func<CancellationToken, Task> write)
    {
        var lost = _lost.Token;
        try
        {
            while (true)
            {
                try
                {
                    await write(lost);
                    return;
                }
                catch (NpgsqlException e) when (e.IsTransient)
                {
                    await Task.Delay(Pause, lost);
                }
            }
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw new LostRunException(Fence);
        }
        catch (LostRunException)
        {
            Stop(StopReason.Lost);
            throw;
        }
    }

    /// <summary>It is over: from here on nobody can stop it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _stop.Dispose();
            _lost.Dispose();
        }
    }
}
