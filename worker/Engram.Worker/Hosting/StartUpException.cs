namespace Engram.Worker.Hosting;

/// <summary>The worker cannot start; the message is for the person who started it and says what to do.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class StartUpException(string message) : Exception(message);
