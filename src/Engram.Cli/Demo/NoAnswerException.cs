namespace Engram.Cli.Demo;

/// <summary>A request got no answer, or one that says "not now": it may have been carried out or not, and a later one may succeed.</summary>
/// <param name="message">For the person at the terminal.</param>
internal sealed class NoAnswerException(string message) : Exception(message);
