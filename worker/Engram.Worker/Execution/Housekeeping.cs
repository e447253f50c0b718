using Engram.Tracking.Runs;
using Engram.Tracking.Workers;
using Engram.Worker.Hosting;
using Npgsql;

namespace Engram.Worker.Execution;

/// <summary>What any worker does for all: takes runs from lost workers, and announces runs that nobody announced.</summary>
internal sealed class Housekeeping(RunReaper reaper, RunReconciler reconciler, WorkerSettings settings, TimeProvider time, ILogger<Housekeeping> log)
{
    /// <summary>Works until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var reconciled = time.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(WorkerRegister.Beat, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                foreach (var run in await reaper.ReapAsync(ct)) log.Reaped(run.RunId, run.Worker, run.Attempt, run.State);
                if (time.GetElapsedTime(reconciled) < settings.Poll) continue;
                await reconciler.ReconcileAsync(ct);
                reconciled = time.GetTimestamp();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                // That the database is away the heartbeat tells already; the next round is soon enough.
                if (!e.IsTransient) log.HousekeepingFailed(e);
            }
        }
    }
}
