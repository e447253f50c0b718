using System.Collections.Concurrent;
using Engram.Tracking.Runs;
using Engram.Worker.Hosting;
using Npgsql;

namespace Engram.Worker.Execution;

/// <summary>Claims runs as long as there is a place for one, and has them executed.</summary>
/// <remarks>It looks at the queue when it is woken (a run was announced, a place became free) and, as a net, every <see cref="WorkerSettings.Poll"/>.</remarks>
internal sealed class RunLoop(RunQueue queue, RunExecutor executor, Executions executions, Wake wake, WorkerSettings settings, ILogger<RunLoop> log)
{
    private readonly ConcurrentDictionary<Task, byte> _executing = [];

    /// <summary>Claims until the token is cancelled; then returns with runs still executing.</summary>
    public async Task RunAsync(Guid worker, string environment, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Not cancelled half-way: a claim that was made is a claim we know of.
                if (settings.Concurrency - executions.Occupied is var places and > 0)
                    foreach (var run in await queue.ClaimAsync(worker, places, settings.Lease, environment, CancellationToken.None)) Begin(run);
            }
            catch (NpgsqlException e)
            {
                log.ClaimFailed(e);
            }
            await wake.WaitAsync(settings.Poll, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks every run to stop, and waits until each is finished or handed back.</summary>
    /// <param name="atMost">Then it gives up: what is still held is found by the others to be lost.</param>
    public async Task HandBackAsync(TimeSpan atMost)
    {
        executions.StopAll(StopReason.Shutdown);
        await Task.WhenAll(_executing.Keys).WaitAsync(atMost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Begin(ClaimedRun run)
    {
        var execution = new RunExecution(run);
        executions.Begin(execution);
        var executing = Task.Run(() => ExecuteAsync(execution));
        _executing[executing] = 0;
        _ = executing.ContinueWith(done => _executing.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task ExecuteAsync(RunExecution execution)
    {
        var thread = await executor.ExecuteAsync(execution);
        executions.LetGo(execution);
        execution.Dispose();
        _ = thread.ContinueWith(_ => executions.Leave(), TaskScheduler.Default);
    }
}
