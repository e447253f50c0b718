namespace Engram.Experiments.Running;

/// <summary>How much a log line matters.</summary>
public enum LogSeverity
{
    /// <summary>What happened.</summary>
    Info,

    /// <summary>Something a reader of the results should know.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,
}
