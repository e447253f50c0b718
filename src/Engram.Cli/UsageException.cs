namespace Engram.Cli;

/// <summary>The command line cannot be understood. The message says what was given and what is allowed.</summary>
/// <param name="message">For the person at the terminal.</param>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Somebody asked what the options of a command are.</summary>
/// <param name="usage">The answer.</param>
internal sealed class HelpRequested(string usage) : Exception(usage);
