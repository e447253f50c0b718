using Engram.Numerics.Kernels;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Workers;
using Engram.Worker.Execution;
using Npgsql;

namespace Engram.Worker.Hosting;

/// <summary>The life of a worker: enter, claim and execute until told to stop, hand back, leave.</summary>
internal sealed class WorkerProcess(
    NpgsqlDataSource database, WorkerRegister register, RunLoop loop, LeaseKeeper keeper, Housekeeping housekeeping, Executions executions, Wake wake,
    WorkerSettings settings, TimeProvider time, ILogger<WorkerProcess> log) : BackgroundService
{
    // A person who stops a worker waits about this long at most.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>UUIDv7 of this worker, new with every start.</summary>
    public Guid Id { get; } = Guid.CreateVersion7(time.GetUtcNow());

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var end = new CancellationTokenSource();
        var locked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = Listener(locked).RunAsync(end.Token);
        try
        {
            await locked.Task.WaitAsync(stopping);
            await EnterAsync(stopping);
            Task[] around = [listening, keeper.RunAsync(Id, end.Token), housekeeping.RunAsync(end.Token)];
            await ClaimAsync(around, stopping);
            log.Stopping();
            // Heartbeat and listener go on meanwhile, so that a cancel is still heard.
            await loop.HandBackAsync(LastWords);
            await end.CancelAsync();
            await Task.WhenAll(around);
            await LeaveAsync();
            log.Stopped();
        }
        finally
        {
            await end.CancelAsync();
            await listening;
        }
    }

    private async Task EnterAsync(CancellationToken stopping)
    {
        var name = $"{Environment.MachineName}:{Environment.ProcessId}";
        await register.EnterAsync(Id, name, MachineFacts.Version, settings.Concurrency, stopping);
        log.Entered(name, Id, settings.Concurrency);
        if (Processor.Warning is { } warning) log.SlowProcessor(warning);
    }

    private async Task ClaimAsync(Task[] around, CancellationToken stopping)
    {
        using var claiming = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var loops = loop.RunAsync(Id, MachineFacts.ToJson(), claiming.Token);
        // The loops around end only when told to: one that ends by itself broke, and the worker must not go on without it.
        await Task.WhenAny([loops, .. around]);
        await claiming.CancelAsync();
        await loops;
    }

    private ChannelListener Listener(TaskCompletionSource locked) => new(database, PostgresRunTransport.Channel, RunQueue.CancelChannel)
    {
        Connected = async (connection, ct) =>
        {
            await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({WorkerRegister.LockKey(Id)})", connection);
            if (await command.ExecuteScalarAsync(ct) is not true) throw new InvalidOperationException("The server has not yet noticed the end of the connection before this one.");
            locked.TrySetResult();
            wake.Set();
        },
        Notified = (channel, payload) =>
        {
            if (channel == PostgresRunTransport.Channel) wake.Set();
            else if (Guid.TryParse(payload, out var run)) executions.Find(run)?.Stop(StopReason.Cancelled);
        },
        Broken = error => log.ListenerBroken(error.Message),
    };

    private async Task LeaveAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(LastWords);
            await register.LeaveAsync(Id, patience.Token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            log.NotLeft(e);
        }
    }
}
