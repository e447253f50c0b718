using System.Text.Json.Nodes;
using Engram.Experiments;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Worker.Recording;

namespace Engram.Worker.Execution;

/// <summary>Executes one run, from the claim to the moment the worker lets it go.</summary>
/// <remarks>
/// A run that succeeded is complete: everything it recorded is committed before its state changes. A run that failed or was cancelled keeps
/// what it recorded until then. A run that is handed back or lost keeps nothing: its next attempt begins anew. If the process dies at
/// any point, the run is still running in the record until its lease or its worker's lock is seen to be gone, and is queued again.
/// </remarks>
internal sealed class RunExecutor(
    ExperimentCatalog catalog, RunEnd end, MetricStore metrics, RunJournal journal, CheckpointStore checkpoints, StudyInputs inputs, ProcessorShare processors, TimeProvider time,
    ILogger<RunExecutor> log)
{
    /// <summary>How long an experiment that is to stop may take to notice; then the run is let go without it.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Executes a run and lets it go. Never throws.</summary>
    /// <returns>Completes when the run is let go; its result completes when the experiment's thread has ended, which may be later.</returns>
    public async Task<Task> ExecuteAsync(RunExecution execution)
    {
        log.Begun(execution.Fence.RunId, execution.Run.Experiment, execution.Run.Condition, execution.Run.Seed, execution.Fence.Attempt);
        using var writer = new RunWriter(execution, metrics, journal, time);
        var thread = Task.CompletedTask;
        try
        {
            writer.Start();
            var outcome = await AttemptAsync();
            await LetGoAsync(execution, writer, outcome);
        }
        catch (LostRunException)
        {
            await writer.AbandonAsync();
            log.Lost(execution.Fence.RunId, execution.Fence.Attempt);
        }
        catch (Exception e)
        {
            // The record refuses to take the run's end. The lease runs out, and the run is queued again.
            await writer.AbandonAsync();
            log.NotLetGo(execution.Fence.RunId, e);
        }
        return thread;

        async Task<Exception?> AttemptAsync()
        {
            try
            {
                var experiment = Create(execution.Run);
                var context = new RunContext(execution, writer, checkpoints, inputs, processors, time);
                thread = ExperimentThread.Start($"run {execution.Fence.RunId:N}", () =>
                {
                    experiment.Run(context);
                    context.End();
                });
                await EndOfAsync(thread, execution);
                await writer.CompleteAsync();
                // Always: a write that was repeated because its answer got lost has counted its points twice, and this counts them anew.
                await execution.PersistAsync(ct => metrics.CompactAsync(execution.Fence, ct));
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }
    }

    private IExperiment Create(ClaimedRun run)
    {
        var experiment = catalog.Find(run.Experiment);
        if (experiment.Version != run.ExperimentVersion)
        {
            throw new InvalidOperationException($"The study was submitted for {run.Experiment} version {run.ExperimentVersion}; this worker has version {experiment.Version}. "
                + "Run web and workers from the same build, and submit the study anew: results of two versions do not compare.");
        }
        return experiment.Create((JsonObject)JsonNode.Parse(run.Options)!);
    }

    private static async Task EndOfAsync(Task thread, RunExecution execution)
    {
        await thread.WaitAsync(execution.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await thread.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What the thread did counts: it may have come to its end in the very moment in which it was to stop.
        if (!thread.IsCompleted) throw new OperationCanceledException(execution.Stopping);
        await thread;
    }

    private async Task LetGoAsync(RunExecution execution, RunWriter writer, Exception? error)
    {
        var fence = execution.Fence;
        if (error is null)
        {
            await execution.PersistAsync(ct => end.SucceedAsync(fence, ct));
            log.Succeeded(fence.RunId);
        }
        else if (execution.Stopped is StopReason.Lost || error is LostRunException) throw new LostRunException(fence);
        else if (IsCancellation(error) && execution.Stopped is StopReason.Cancelled)
        {
            await writer.CompleteAsync();
            await execution.PersistAsync(ct => end.CancelledAsync(fence, ct));
            log.Cancelled(fence.RunId);
        }
        else if (IsCancellation(error) && execution.Stopped is StopReason.Shutdown)
        {
            await writer.AbandonAsync();
            await execution.PersistAsync(ct => end.HandBackAsync(fence, ct));
            log.HandedBack(fence.RunId);
        }
        else
        {
            await KeepWhatCanBeKeptAsync(writer);
            await execution.PersistAsync(ct => end.FailAsync(fence, error.Message, error.ToString(), ct));
            log.Failed(fence.RunId, error);
        }
    }

    // Parallel loops and Task.Wait wrap what their parts threw. A part that failed by itself makes the run fail.
    private static bool IsCancellation(Exception error) => error is OperationCanceledException
        || (error is AggregateException together && together.Flatten().InnerExceptions is { Count: > 0 } parts && parts.All(part => part is OperationCanceledException));

    private static async Task KeepWhatCanBeKeptAsync(RunWriter writer)
    {
        try
        {
            await writer.CompleteAsync();
        }
        catch (Exception e) when (e is not LostRunException)
        {
            // Most likely the very error that the run fails with.
        }
    }
}
