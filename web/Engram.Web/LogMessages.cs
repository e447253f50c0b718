namespace Engram.Web;

/// <summary>Every line the web host writes to its log.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Warning, "Events are interrupted, the connection to the database is tried again: {Reason}")]
    public static partial void EventsInterrupted(ILogger log, string reason);
}
