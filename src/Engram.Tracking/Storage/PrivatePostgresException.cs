namespace Engram.Tracking.Storage;

/// <summary>A private PostgreSQL cannot be found, made or started. The message says why and what to do; it is written for the person at the terminal.</summary>
/// <param name="message">What was found, and what to do next.</param>
/// <param name="inner">What went wrong beneath, if anything.</param>
public sealed class PrivatePostgresException(string message, Exception? inner = null) : Exception(message, inner);
