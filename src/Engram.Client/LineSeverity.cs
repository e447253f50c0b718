namespace Engram.Client;

/// <summary>How much a line of a log matters.</summary>
public enum LineSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Odd, but not wrong.</summary>
    Warning,

    /// <summary>Wrong.</summary>
    Error,
}
