using Engram.Tracking.Runs;

namespace Engram.Web;

/// <summary>Every line the web host writes to its log.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Warning, "Events are interrupted, the connection to the database is tried again: {Reason}")]
    public static partial void EventsInterrupted(ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Run {Run:N}: worker {Worker} is lost in attempt {Attempt} and no other is alive; the run is {State}.")]
    public static partial void Reaped(ILogger log, Guid run, string worker, int attempt, RunState state);

    [LoggerMessage(3, LogLevel.Warning, "Upkeep of points is interrupted and tried again: {Reason}")]
    public static partial void UpkeepInterrupted(ILogger log, string reason);

    [LoggerMessage(10, LogLevel.Information, "Index {Name} was made: runs are sorted or filtered by its field.")]
    public static partial void IndexMade(ILogger log, string name);

    [LoggerMessage(11, LogLevel.Information, "Index {Name} was dropped: nobody asked for its field in 30 days.")]
    public static partial void IndexDropped(ILogger log, string name);

    [LoggerMessage(5, LogLevel.Error, "A call of an MLflow client failed ({Trace}).")]
    public static partial void MlflowFailed(ILogger log, string trace, Exception failed);

    [LoggerMessage(4, LogLevel.Warning, "Unreferenced artifact content could not be swept away now, it is tried again later: {Reason}")]
    public static partial void SweepFailed(ILogger log, string reason);

    [LoggerMessage(12, LogLevel.Information, "The bin was emptied of what had been in it long enough: {Runs} runs, {Studies} studies, {Projects} projects.")]
    public static partial void Purged(ILogger log, int runs, int studies, int projects);

    [LoggerMessage(13, LogLevel.Warning, "Emptying the bin was interrupted, and goes on in an hour: {Reason}")]
    public static partial void PurgeInterrupted(ILogger log, string reason);
}
