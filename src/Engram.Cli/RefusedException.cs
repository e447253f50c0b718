namespace Engram.Cli;

/// <summary>What was asked for is not possible on this machine now. The message says why and what to do.</summary>
/// <param name="message">For the person at the terminal.</param>
internal sealed class RefusedException(string message) : Exception(message);
