using Engram.Tracking.Runs;

namespace Engram.Worker;

/// <summary>Every line a worker can write to its own log. What experiments write goes into the log of their run.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "Worker {Name} ({Id:N}) takes runs, {Concurrency} at a time.")]
    public static partial void Entered(this ILogger logger, string name, Guid id, int concurrency);

    [LoggerMessage(2, LogLevel.Information, "Stopping: unfinished runs are handed back.")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Could not say goodbye to the database; the other workers will notice.")]
    public static partial void NotLeft(this ILogger logger, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "The listening connection broke ({Error}); connecting again. Announcements are missed meanwhile, the queue is polled.")]
    public static partial void ListenerBroken(this ILogger logger, string error);

    [LoggerMessage(6, LogLevel.Warning, "{Warning}")]
    public static partial void SlowProcessor(this ILogger logger, string warning);

    [LoggerMessage(10, LogLevel.Information, "Run {Run:N}: {Experiment}, {Condition}, seed {Seed}, attempt {Attempt}.")]
    public static partial void Begun(this ILogger logger, Guid run, string experiment, string condition, long seed, int attempt);

    [LoggerMessage(11, LogLevel.Information, "Run {Run:N} succeeded.")]
    public static partial void Succeeded(this ILogger logger, Guid run);

    [LoggerMessage(12, LogLevel.Warning, "Run {Run:N} failed; the error is in its record.")]
    public static partial void Failed(this ILogger logger, Guid run, Exception error);

    [LoggerMessage(13, LogLevel.Information, "Run {Run:N} was cancelled.")]
    public static partial void Cancelled(this ILogger logger, Guid run);

    [LoggerMessage(14, LogLevel.Information, "Run {Run:N} was handed back.")]
    public static partial void HandedBack(this ILogger logger, Guid run);

    [LoggerMessage(15, LogLevel.Warning, "Run {Run:N}, attempt {Attempt}, is no longer with this worker; it is dropped, nothing more was written.")]
    public static partial void Lost(this ILogger logger, Guid run, int attempt);

    [LoggerMessage(16, LogLevel.Error, "The end of run {Run:N} could not be recorded; it will be queued again when its lease runs out.")]
    public static partial void NotLetGo(this ILogger logger, Guid run, Exception error);

    [LoggerMessage(20, LogLevel.Warning, "No run could be claimed; trying again.")]
    public static partial void ClaimFailed(this ILogger logger, Exception error);

    [LoggerMessage(21, LogLevel.Warning, "The database does not answer; running experiments go on, and what they record waits.")]
    public static partial void RecordIsAway(this ILogger logger, Exception error);

    [LoggerMessage(22, LogLevel.Information, "The database answers again.")]
    public static partial void RecordIsBack(this ILogger logger);

    [LoggerMessage(23, LogLevel.Warning, "Run {Run:N} was taken from lost worker {Worker} in attempt {Attempt}; it is now {State}.")]
    public static partial void Reaped(this ILogger logger, Guid run, string worker, int attempt, RunState state);

    [LoggerMessage(24, LogLevel.Error, "Lost workers could not be looked for.")]
    public static partial void HousekeepingFailed(this ILogger logger, Exception error);
}
