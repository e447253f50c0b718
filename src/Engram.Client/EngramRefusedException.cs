namespace Engram.Client;

/// <summary>The server refuses a request for good: sending it again would not help.</summary>
/// <param name="message">What was asked and the server's own explanation.</param>
public sealed class EngramRefusedException(string message) : Exception(message);
