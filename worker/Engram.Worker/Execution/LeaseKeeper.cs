using Engram.Tracking.Workers;
using Engram.Worker.Hosting;
using Npgsql;

namespace Engram.Worker.Execution;

/// <summary>The heartbeat: renews leases, hears of cancels, and notices what is lost.</summary>
/// <remarks>When the database stays away for longer than a lease, every run may be another's: they are all given up, quietly.</remarks>
internal sealed class LeaseKeeper(WorkerRegister register, Executions executions, WorkerSettings settings, TimeProvider time, ILogger<LeaseKeeper> log)
{
    /// <summary>Beats until the token is cancelled.</summary>
    public async Task RunAsync(Guid worker, CancellationToken ct)
    {
        var heard = time.GetTimestamp();
        var silent = false;
        while (!ct.IsCancellationRequested)
        {
            var now = time.GetTimestamp();
            try
            {
                await BeatAsync(worker, ct);
                heard = now;
                if (silent) log.RecordIsBack();
                silent = false;
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                if (!silent) log.RecordIsAway(e);
                silent = true;
                if (time.GetElapsedTime(heard) >= settings.Lease) executions.StopAll(StopReason.Lost);
            }
            await Task.Delay(WorkerRegister.Beat, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeatAsync(Guid worker, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.Lease / 3);
        // Taken before the beat: a run that is claimed meanwhile must not look lost.
        var executing = executions.Held;
        var held = await register.BeatAsync(worker, [.. executing.Select(execution => execution.Fence.RunId)], settings.Lease, patience.Token);
        foreach (var execution in executing)
        {
            var found = held.SingleOrDefault(run => run.Fence == execution.Fence);
            if (found is null) execution.Stop(StopReason.Lost);
            else if (found.CancelRequested) execution.Stop(StopReason.Cancelled);
        }
    }
}
